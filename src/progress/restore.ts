import { chmod, cp, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { move, placeFile, refuseLinks } from '../course/files.ts';
import { newFolder, stamp } from '../course/reset.ts';
import { LearnerError } from '../errors.ts';
import type { Attempt } from './attempt.ts';
import { takeSnapshot } from './snapshot.ts';

/** @see AttemptStore.restore */
export async function restoreFiles(
  attempt: Attempt,
  labDir: string,
  backups: string,
  contentOf: (sha256: string) => Promise<Buffer | undefined>,
): Promise<{ restored: string[]; removed: string[]; backup: string | undefined }> {
  const now = await takeSnapshot(labDir);
  const wanted = new Map(attempt.files.map((file) => [file.path, file]));
  const there = new Map(now.files.map((file) => [file.path, file]));
  const differs = attempt.files.filter(({ path, sha256, executable }) => {
    const current = there.get(path);
    return current?.sha256 !== sha256 || current.executable !== executable;
  });
  const removed = now.files.filter(({ path }) => !wanted.has(path)).map(({ path }) => path);
  const contents = await Promise.all(differs.map(({ sha256 }) => contentOf(sha256)));
  const lost = differs.find((_, index) => contents[index] === undefined);
  if (lost) {
    throw new LearnerError(
      'bad-file',
      `${lost.path} of attempt ${attempt.number} is not kept any more.`,
      'Nothing was changed. Newer attempts are kept longer.',
    );
  }
  const aside = [...removed, ...differs.map(({ path }) => path).filter((path) => there.has(path))];
  const backup =
    aside.length === 0 ? undefined : await newFolder(backups, `${attempt.lab}-${stamp(new Date())}`);
  for (const path of aside) await moveAside(labDir, path, backup ?? '');
  for (const [index, { path, executable }] of differs.entries()) {
    await refuseLinks(labDir, dirname(path));
    await mkdir(dirname(join(labDir, path)), { recursive: true });
    await placeFile(join(labDir, path), contents[index] ?? '');
    await chmod(join(labDir, path), executable ? 0o755 : 0o644);
  }
  return { restored: differs.map(({ path }) => path), removed, backup };
}

async function moveAside(labDir: string, path: string, backup: string): Promise<void> {
  await mkdir(dirname(join(backup, path)), { recursive: true });
  await move(join(labDir, path), join(backup, path), (from, to) => cp(from, to));
}
