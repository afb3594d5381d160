import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { publishedSchemas } from '../../src/course/json-schemas.ts';
import { publishedReportSchemas } from '../../src/reports/json-schemas.ts';

describe('published schemas', () => {
  it.each(Object.entries({ ...publishedSchemas(), ...publishedReportSchemas() }))(
    'assets/%s is up to date (npm run schemas)',
    async (name, text) => {
      expect(await readFile(new URL(`../../assets/${name}`, import.meta.url), 'utf8')).toBe(text);
    },
  );
});
