// Writes the published JSON schemas from the zod schemas: `npm run schemas`.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { publishedSchemas } from '../src/course/json-schemas.ts';
import { publishedReportSchemas } from '../src/reports/json-schemas.ts';

const assets = join(fileURLToPath(new URL('..', import.meta.url)), 'assets');
const schemas = { ...publishedSchemas(), ...publishedReportSchemas() };
for (const [name, text] of Object.entries(schemas)) writeFileSync(join(assets, name), text);
