// Bundles the program: one lazily loaded chunk per command, ink and react inside, dockerode outside
// (it reads its .proto files beside its own sources).
import { chmod, rename, rm } from 'node:fs/promises';
import { build } from 'esbuild';

// Built beside and put in place whole: a running docker-labs, or a test, never sees half of it.
const made = `dist.${process.pid}`;
await build({
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
  external: ['dockerode', 'react-devtools-core'],
  banner: {
    // CommonJS packages inside an ESM bundle still call require().
    js: "import { createRequire as __createRequire } from 'node:module';const require = __createRequire(import.meta.url);",
  },
});
await chmod(`${made}/cli.js`, 0o755);
await rm('dist', { recursive: true, force: true });
await rename(made, 'dist');
