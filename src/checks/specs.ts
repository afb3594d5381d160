import * as z from 'zod';
import { LearnerError } from '../errors.ts';
import { kindOf, nearMatches } from './registry.ts';
import type { CheckKind, CheckSpec } from './types.ts';

/** A check of a lab or a spec file, its kind found and its args valid. */
export interface ResolvedCheck {
  spec: CheckSpec;
  kind: CheckKind;
  args: unknown;
}

/**
 * Finds the kind of a stated check and validates its args; defaults are filled in.
 *
 * @throws LearnerError `bad-course` that says what was expected
 */
export function resolveCheck(spec: CheckSpec): ResolvedCheck {
  const kind = kindOf(spec.id);
  if (!kind) {
    const near = nearMatches(spec.id);
    throw new LearnerError(
      'bad-course',
      `There is no check "${spec.id}".`,
      near.length > 0 ? `Did you mean ${near.join(' or ')}?` : 'The catalogue lists all checks.',
    );
  }
  const parsed = kind.args.safeParse(spec.args ?? {});
  if (parsed.success) return { spec, kind, args: parsed.data };
  throw new LearnerError(
    'bad-course',
    `The args of check ${spec.id} do not fit: ${problems(parsed.error)}.`,
    `It takes: ${argNames(kind)}.`,
  );
}

function problems(error: z.ZodError): string {
  return error.issues
    .map((issue) => (issue.path.length > 0 ? `${issue.path.join('.')}: ${issue.message}` : issue.message))
    .join('; ');
}

function argNames(kind: CheckKind): string {
  const schema = z.toJSONSchema(kind.args, { unrepresentable: 'any', io: 'input' });
  const names = Object.keys(schema.properties ?? {});
  return names.length > 0 ? names.join(', ') : 'no args';
}
