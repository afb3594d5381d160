import type { Dockerfile } from '../../dockerfile/types.ts';

/** The line that asks for an image from outside: a FROM, or a `--from=` of COPY or of a mount. */
export function imageLine(image: string, dockerfile: Dockerfile): number | undefined {
  const wanted = familiar(image);
  for (const stage of dockerfile.stages) {
    if (stage.baseStage === undefined && familiar(stage.resolvedBase ?? stage.base) === wanted) {
      return stage.from.line;
    }
    for (const instruction of stage.instructions) {
      const from = instruction.flags.flatMap(({ name, value = '' }) =>
        name === 'from' ? [value] : name === 'mount' ? [/(?:^|,)from=([^,]+)/.exec(value)?.[1] ?? ''] : [],
      );
      if (from.some((name) => name !== '' && familiar(name) === wanted)) return instruction.line;
    }
  }
  return undefined;
}

/** An image's name as people write it: without Docker Hub's host and `library/`, and with its tag. */
function familiar(image: string): string {
  const short = image.replace(/^(?:index\.)?docker\.io\//, '').replace(/^library\//, '');
  return /[:@][^/]*$/.test(short) ? short : `${short}:latest`;
}
