import { stageWords } from '../checks/pipeline/stages.ts';
import type { Verdict } from '../checks/types.ts';
import { columnsOf, cut, padEnd } from '../text/width.ts';
import type { Theme } from './theme.ts';

const OUTCOMES = { done: 'pass', failed: 'fail', open: 'open' } as const;

/**
 * A pipeline's runs as rows of stages, `✓ vulnerable image   ✓ build 1.2 s → ✗ scan 0.1 s exit 10 → · push`; where
 * that is too wide, the stages stand under the title.
 */
export function stageLines({ stages: rows = [] }: Verdict, theme: Theme, width: number): string[] {
  const longest = Math.max(0, ...rows.map(({ title }) => title.length));
  const arrow = theme.dim(theme.glyphs(' → '));
  return rows.flatMap(({ title, right, stages }) => {
    const head = ` ${theme.mark(right ? 'pass' : 'fail')} ${padEnd(theme.glyphs(title), longest)}`;
    const cells = stages.map((stage) => `${theme.mark(OUTCOMES[stage.outcome])} ${stageWords(stage)}`);
    const line = `${head}   ${cells.join(arrow)}`;
    if (columnsOf(line) <= width) return [line];
    return [head, ...cells.map((cell) => cut(`     ${cell}`, width, theme.ascii))];
  });
}
