// Writes the published JSON schemas of the course format from the zod schemas: `npm run schemas`.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { publishedSchemas } from '../src/course/json-schemas.ts';

const assets = join(fileURLToPath(new URL('..', import.meta.url)), 'assets');
for (const [name, text] of Object.entries(publishedSchemas())) writeFileSync(join(assets, name), text);
