import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { formatsDocument } from '../../scripts/formats.ts';

it('docs/formats.md says what the schemas say (npx tsx scripts/formats.ts)', () => {
  expect(readFileSync(new URL('../../docs/formats.md', import.meta.url), 'utf8')).toBe(formatsDocument());
});

it('names the fields of lists and mappings by their path, and marks what is required', () => {
  const rows = formatsDocument().split('\n');
  expect(rows).toContainEqual(expect.stringMatching(/^\| \*\*`images\.\*\.tag`\*\* \| text \| The name/));
  expect(rows).toContainEqual(expect.stringMatching(/^\| `run\.requests\[\]\.status` \| integer \|/));
});
