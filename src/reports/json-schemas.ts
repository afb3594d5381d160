import { schemaTexts } from '../course/json-schemas.ts';
import { exportSchema } from './export/schema.ts';
import { rulesSchema } from './grade/rules.ts';

/** The JSON schemas of exports, and of an instructor's course file: file name in `assets/` -> text. */
export function publishedReportSchemas(): Record<string, string> {
  return schemaTexts({
    'export.schema.json': { schema: exportSchema, title: 'docker-labs: export' },
    'grading.schema.json': { schema: rulesSchema, title: 'docker-labs: grade --rules' },
  });
}
