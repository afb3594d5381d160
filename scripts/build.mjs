// Bundles the program: one lazily loaded chunk per command and everything inside, so that the package depends on
// nothing and runs no script when it is installed.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, copyFile, readdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { build } from 'esbuild';
import { packagesOf, thirdParty } from './licences.mjs';

/** Whoever imports these packages by name gets ours in their place, which go back to the package itself. */
const IN_PLACE_OF = {
  'string-width': 'src/text/string-width.ts',
  'highlight.js': 'scripts/few-languages.mjs',
};
const inPlaceOf = {
  name: 'in-place-of',
  setup(bundler) {
    for (const [name, file] of Object.entries(IN_PLACE_OF)) {
      const path = resolve(file);
      bundler.onResolve({ filter: new RegExp(`^${name}$`) }, ({ importer }) =>
        importer === path ? undefined : { path },
      );
    }
  },
};

// Built beside and put in place whole: a running docker-labs, or a test, never sees half of it.
const made = `dist.${process.pid}`;
try {
  const { metafile } = await build({
    metafile: true,
    entryPoints: ['src/cli.ts'],
    outdir: made,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    minify: true,
    sourcemap: false,
    legalComments: 'none',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    external: ['react-devtools-core'],
    // docker-modem's own way through ssh, native code and all: ours is the ssh program (src/engine/docker/ssh-agent.ts).
    alias: { ssh2: './scripts/no-ssh2.mjs', 'node-emoji': './scripts/no-emoji.mjs' },
    plugins: [inPlaceOf],
    banner: {
      // CommonJS packages inside an ESM bundle still call require().
      js: "import { createRequire as __createRequire } from 'node:module';const require = __createRequire(import.meta.url);",
    },
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
