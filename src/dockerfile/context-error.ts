import { LearnerError } from '../errors.ts';
import { sanitiseLine } from '../text/sanitise.ts';

/** What went wrong while a file of the context was looked at or read, as an error that names the file. */
export function contextError(path: string, cause: unknown): LearnerError {
  const name = sanitiseLine(path);
  const code = (cause as NodeJS.ErrnoException | undefined)?.code;
  if (code === 'EACCES' || code === 'EPERM') {
    return new LearnerError(
      'bad-file',
      `${name} cannot be read: permission denied.`,
      `Make it readable (chmod a+r), or list it in .dockerignore if the build does not need it.`,
      { cause },
    );
  }
  return new LearnerError(
    'bad-file',
    `${name} could not be read: ${code ?? sanitiseLine(String(cause))}.`,
    'Did it change or vanish meanwhile? Try again.',
    { cause },
  );
}
