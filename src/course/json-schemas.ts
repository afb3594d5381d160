import * as z from 'zod';
import { courseSchema, judgeSpecSchema, labSchema, wrongSchema } from './schema.ts';

const PUBLISHED = {
  'course.schema.json': { schema: courseSchema, title: 'docker-labs: course.yaml' },
  'judge.schema.json': { schema: judgeSpecSchema, title: 'docker-labs: judge --spec' },
  'lab.schema.json': { schema: labSchema, title: 'docker-labs: lab.yaml' },
  'wrong.schema.json': { schema: wrongSchema, title: 'docker-labs: wrong.yaml' },
} as const;

/** The JSON schemas that editors complete and check lab files with: file name in `assets/` -> text. */
export function publishedSchemas(): Record<string, string> {
  return schemaTexts(PUBLISHED);
}

/** JSON schemas as files: name -> text. */
export function schemaTexts(
  published: Record<string, { schema: z.ZodType; title: string }>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(published).map(([name, { schema, title }]) => {
      // `input`: what an author writes, where a key with a default may be absent.
      const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
      return [name, `${JSON.stringify({ ...json, title }, null, 2)}\n`];
    }),
  );
}
