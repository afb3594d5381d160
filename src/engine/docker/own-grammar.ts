import type { BuildOutcome, BuildWarning } from '../types.ts';
import type { BuildJob } from './build.ts';

/**
 * `# syntax=docker/dockerfile:1` makes the builder fetch its grammar as an image. Where no registry answers
 * (a classroom without a network), the grammar inside the engine reads nearly all of it as well: the same
 * build without the directive, its lines where they were, and a warning that says so.
 *
 * @returns undefined when the directive is not what kept the build from beginning
 */
export function withOwnGrammar(
  job: BuildJob,
  outcome: BuildOutcome,
): { job: BuildJob; warning: BuildWarning } | undefined {
  if (outcome.ok || !job.dockerfile) return undefined;
  const directive = job.dockerfile.directives.find((one) => one.name === 'syntax' && one.effective);
  const { kind, message } = outcome.failure;
  if (!directive || (kind !== 'network' && kind !== 'base-image')) return undefined;
  const [repository = ''] = directive.value.replace(/^docker\.io\//, '').split(/[:@]/);
  if (!message.includes(repository)) return undefined;
  const lines = job.dockerfile.lines.map((line, index) => (index === directive.line - 1 ? '#' : line));
  const request = { ...job.request, dockerfileText: lines.join('\n') };
  const warning: BuildWarning = {
    rule: 'SyntaxImageUnreachable',
    message: `${directive.value} could not be fetched; built with the grammar inside the engine.`,
    line: directive.line,
  };
  return { job: { ...job, request }, warning };
}
