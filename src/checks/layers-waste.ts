import * as z from 'zod';
import { formatBytes } from '../text/units.ts';
import { blame } from './blame.ts';
import { defineKind, fail, imageName, inImage, pass } from './kind.ts';
import { sourceIfAny } from './source.ts';
import { layerLines } from './weight.ts';

/** Below this, a difference to dive's own figure would only puzzle. Bytes. */
const NOTEWORTHY = 1e6;

export const layersWaste = defineKind({
  id: 'layers.waste',
  title: 'few bytes that no one sees in the end',
  args: z.strictObject({
    efficiency: z.number().min(0).max(1).default(0.95).describe('As dive computes it, 0 to 1.'),
  }),
  needs: ['layers'],
  why: 'What a later layer changes or deletes stays in the earlier one: it is pulled and stored all the same.',
  sameAs: {
    other: ['dive lowestEfficiency'],
    differs:
      'The figures are those of dive; its other two limits (wasted bytes, and their share) are not asked for.',
  },
  async judge(facts, args) {
    const { layers, efficiency } = await facts.layers();
    const total = layers.reduce((sum, layer) => sum + layer.size, 0);
    const buried = efficiency.buried ?? { bytes: 0, files: [] };
    // dive does not see a folder that is removed as a whole; where that weighs something, the bytes count.
    const exact = total > 0 && buried.bytes > NOTEWORTHY ? 1 - buried.bytes / total : 1;
    const score = Math.min(efficiency.score, exact);
    const expected = `efficiency at least ${args.efficiency}`;
    const bytes = Math.max(efficiency.wastedBytes, buried.bytes);
    const actual = `${score.toFixed(3)}, ${formatBytes(bytes)} wasted`;
    const seeIt = `docker-labs inspect ${imageName(facts)}`;
    if (score >= args.efficiency) return { ...pass(expected, actual), seeIt };
    const lines = await layerLines(facts);
    const worst = [
      ...efficiency.wastedFiles,
      ...buried.files.map((file) => ({ ...file, layers: [file.layer] })),
    ]
      .sort((a, b) => b.bytes - a.bytes)
      .filter((file, index, all) => all.findIndex((other) => other.path === file.path) === index)
      .slice(0, 5);
    const written = worst.flatMap((file) => file.layers.toReversed().flatMap((layer) => lines[layer] ?? []));
    const source = await sourceIfAny(facts);
    return fail({
      expected,
      actual,
      evidence: [
        // What wrote over it or removed it, by the history; where only the base wrote it, who names it.
        ...(written.length > 0
          ? new Set(written)
          : worst.slice(0, 1).flatMap(({ path }) => blame(source, path))),
        ...worst.map(({ path, bytes: size, layers: where }) =>
          inImage(
            facts,
            path,
            `${formatBytes(size)} in ${where.length > 1 ? 'layers' : 'layer'} ${where.map((one) => one + 1).join(', ')}`,
          ),
        ),
      ],
      tryNext: 'Set owner and mode in COPY (--chown, --chmod), and delete in the RUN that made the file.',
      seeIt,
    });
  },
});
