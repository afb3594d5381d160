export const CSV_FORMATS = ['plain', 'canvas', 'moodle'] as const;
export type CsvFormat = (typeof CSV_FORMATS)[number];
