import type { Dockerfile } from '../../dockerfile/types.ts';

/** Who asks for an image from outside. */
export interface ImageUse {
  line: number;
  /** Asked for by a `--from=` of COPY or of a mount, by a name that would do for a stage: mistyped, most likely. */
  likelyStage: boolean;
}

/** The instruction that asks for an image from outside: a FROM, or a `--from=` of COPY or of a mount. */
export function imageUse(image: string, dockerfile: Dockerfile): ImageUse | undefined {
  const wanted = familiar(image);
  for (const stage of dockerfile.stages) {
    if (stage.baseStage === undefined && familiar(stage.resolvedBase ?? stage.base) === wanted) {
      return { line: stage.from.line, likelyStage: false };
    }
    for (const instruction of stage.instructions) {
      const from = instruction.flags.flatMap(({ name, value = '' }) =>
        name === 'from' ? [value] : name === 'mount' ? [/(?:^|,)from=([^,]+)/.exec(value)?.[1] ?? ''] : [],
      );
      const name = from.find((one) => one !== '' && familiar(one) === wanted);
      if (name !== undefined) return { line: instruction.line, likelyStage: /^[\w-]+$/.test(name) };
    }
  }
  return undefined;
}

/** An image's name as people write it: without Docker Hub's host and `library/`, and with its tag. */
function familiar(image: string): string {
  const short = image.replace(/^(?:index\.)?docker\.io\//, '').replace(/^library\//, '');
  return /[:@][^/]*$/.test(short) ? short : `${short}:latest`;
}
