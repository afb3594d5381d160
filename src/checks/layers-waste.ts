import { z } from 'zod';
import { formatBytes } from '../text/units.ts';
import { defineKind, fail, imageName, inImage, pass } from './kind.ts';
import { layerLines } from './weight.ts';

export const layersWaste = defineKind({
  id: 'layers.waste',
  title: 'few bytes that no one sees in the end',
  args: z.strictObject({
    efficiency: z.number().min(0).max(1).default(0.95).describe('As dive computes it, 0 to 1.'),
  }),
  needs: ['layers'],
  why: 'What a later layer changes or deletes stays in the earlier one: it is pulled and stored all the same.',
  sameAs: { other: ['dive lowestEfficiency'] },
  async judge(facts, args) {
    const { efficiency } = await facts.layers();
    const expected = `efficiency at least ${args.efficiency}`;
    const actual = `${efficiency.score.toFixed(3)}, ${formatBytes(efficiency.wastedBytes)} wasted`;
    const seeIt = `docker-labs inspect ${imageName(facts)}`;
    if (efficiency.score >= args.efficiency) return { ...pass(expected, actual), seeIt };
    const lines = await layerLines(facts);
    const worst = efficiency.wastedFiles.slice(0, 5);
    return fail({
      expected,
      actual,
      evidence: [
        // The layer that wrote it first wasted it; the one that wrote it last made it so.
        ...new Set(worst.flatMap((file) => file.layers.toReversed().flatMap((layer) => lines[layer] ?? []))),
        ...worst.map((file) =>
          inImage(
            facts,
            file.path,
            `${formatBytes(file.bytes)} in layers ${file.layers.map((one) => one + 1).join(', ')}`,
          ),
        ),
      ],
      tryNext: 'Set owner and mode in COPY (--chown, --chmod), and delete in the RUN that made the file.',
      seeIt,
    });
  },
});
