// Bundles the program: one lazily loaded chunk per command and everything inside, so that the package depends on
// nothing and runs no script when it is installed.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, copyFile, readdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { build } from 'esbuild';
import { likeTheProgram } from './bundle.mjs';
import { packagesOf, thirdParty } from './licences.mjs';

// Built beside and put in place whole: a running docker-labs, or a test, never sees half of it.
const made = `dist.${process.pid}`;
try {
  const { metafile } = await build({
    metafile: true,
    entryPoints: ['src/cli.ts'],
    outdir: made,
    ...likeTheProgram,
    sourcemap: false,
    legalComments: 'none',
  });
  await chmod(`${made}/cli.js`, 0o755);
  // Read at run time: see src/engine/docker/buildkit-trace.ts.
  await copyFile('node_modules/dockerode/lib/proto/buildkit_status.proto', `${made}/buildkit_status.proto`);
  execFileSync(process.execPath, ['--import', 'tsx', 'scripts/prepare-course.ts', `${made}/course.json`]);
  await writeFile(`${made}/THIRD-PARTY.txt`, thirdParty('.', packagesOf(metafile)));
} catch (error) {
  await rm(made, { recursive: true, force: true });
  throw error;
}
// What is there stays where it is the same: others that run it now would miss it for a moment.
if ((await contents(made)) === (await contents('dist').catch(() => undefined))) {
  await rm(made, { recursive: true });
  await utimes('dist/course.json', new Date(), new Date()); // it is as new as the course's files: see src/course/prepared.ts
} else {
  await rm('dist', { recursive: true, force: true });
  await rename(made, 'dist');
}

/** @param {string} folder @returns {Promise<string>} a digest of its files, by name */
async function contents(folder) {
  const hash = createHash('sha256');
  for (const name of (await readdir(folder)).sort()) {
    const bytes = await readFile(`${folder}/${name}`);
    hash.update(`${name} ${bytes.length} `).update(bytes);
  }
  return hash.digest('hex');
}
