import { compileShape } from './compile-shape.ts';
import type { Export } from './schema.ts';

const { validate } = compileShape();

/**
 * Has a value the shape of an export? Never throws. In the bundle, a check that the build has compiled: compiling takes
 * 0.2 s (scripts/compile-shape.ts).
 */
export default function isExport(value: unknown): value is Export {
  return validate(value);
}
