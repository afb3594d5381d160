// Writes docs/checks.md from the kinds of check: `npx tsx scripts/checks.ts`.
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import * as z from 'zod';
import { allKinds, kindsWithoutArgs } from '../src/checks/registry.ts';
import type { CheckKind, SameRules } from '../src/checks/types.ts';

const TOOLS: Record<Exclude<keyof SameRules, 'differs'>, string> = {
  hadolint: 'hadolint',
  buildkit: 'BuildKit',
  dockle: 'dockle',
  trivy: 'Trivy',
  other: '',
};

/** The catalogue of checks as Markdown. */
export function checksDocument(): string {
  const alone = new Set(kindsWithoutArgs().map(({ id }) => id));
  const kinds = allKinds();
  return [
    '# Checks',
    '',
    'Generated from `src/checks/` by `npx tsx scripts/checks.ts`. `docker-labs judge` runs them on any image or Dockerfile:',
    '`--check ID`, or with arguments `--check \'size.max={"bytes":15000000}\'`; several of them in a `--spec` file',
    '(schema: `assets/judge.schema.json`). Those marked • mean something without arguments, and are what `judge` runs when',
    'none is named.',
    '',
    '| check | passes when | reads | arguments | the same rule elsewhere |',
    '|---|---|---|---|---|',
    ...kinds.map((kind) => row(kind, alone.has(kind.id))),
    '',
    '## Where they differ on purpose',
    '',
    ...kinds.flatMap(({ id, sameAs }) => (sameAs?.differs ? [`- \`${id}\`: ${sameAs.differs}`] : [])),
    '',
  ].join('\n');
}

function row(kind: CheckKind, alone: boolean): string {
  const cells = [
    `\`${kind.id}\`${alone ? ' •' : ''}`,
    kind.title,
    kind.needs.join(', '),
    argumentsOf(kind),
    rulesOf(kind.sameAs ?? {}),
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

/** Names of the arguments; those without a default are said to be needed. */
function argumentsOf({ args }: CheckKind): string {
  const schema = z.toJSONSchema(args, { unrepresentable: 'any', io: 'input' });
  const needed = new Set(schema.required ?? []);
  const names = Object.keys(schema.properties ?? {});
  if (names.length === 0 && typeof schema.additionalProperties === 'object') return 'NAME: value';
  return names.map((name) => `\`${name}\`${needed.has(name) ? ' (needed)' : ''}`).join(', ');
}

function rulesOf(same: SameRules): string {
  return (Object.keys(TOOLS) as (keyof typeof TOOLS)[])
    .flatMap((tool) => {
      const rules = (same[tool] ?? []).map((rule) => (rule === '*' ? 'all of its rules' : rule));
      return rules.length > 0 ? [`${TOOLS[tool]} ${rules.join(', ')}`.trim()] : [];
    })
    .join('; ');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  writeFileSync(new URL('../docs/checks.md', import.meta.url), checksDocument());
}
