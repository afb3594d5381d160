// How docker-labs is bundled, for the build and for what is measured as the program runs it.
import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';

/** Whoever imports these packages by name gets ours in their place, which go back to the package itself. */
const IN_PLACE_OF = {
  'string-width': 'src/text/string-width.ts',
  'slice-ansi': 'src/text/slice-ansi.ts',
  '@alcalzone/ansi-tokenize': 'src/text/ansi-tokenize.ts',
  'highlight.js': 'scripts/few-languages.mjs',
};
/** What ours import in their turn, where that is not the package itself. */
const LAZY = { 'string-width': 'scripts/lazy-string-width.mjs' };
/** @type {import('esbuild').Plugin} */
const inPlaceOf = {
  name: 'in-place-of',
  setup(bundler) {
    for (const [name, file] of Object.entries(IN_PLACE_OF)) {
      const path = resolve(file);
      const lazy = LAZY[name] && resolve(LAZY[name]);
      bundler.onResolve({ filter: new RegExp(`^${name}$`) }, ({ importer }) => {
        if (importer === path) return lazy ? { path: lazy } : undefined;
        return importer === lazy ? undefined : { path };
      });
    }
  },
};

/** Compiled while the program is built, not each time it runs. @type {import('esbuild').Plugin} */
const compiledShape = {
  name: 'compiled-shape',
  setup(bundler) {
    bundler.onLoad({ filter: /src.reports.export.shape\.ts$/ }, () => ({
      contents: execFileSync(process.execPath, ['--import', 'tsx', 'scripts/compile-shape.ts'], {
        encoding: 'utf8',
      }),
    }));
  },
};

/** @type {import('esbuild').BuildOptions} */
export const likeTheProgram = {
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  minify: true,
  jsx: 'automatic',
  define: { 'process.env.NODE_ENV': '"production"' },
  external: ['react-devtools-core'],
  // docker-modem's own way through ssh, native code and all: ours is the ssh program (src/engine/docker/ssh-agent.ts).
  alias: { ssh2: './scripts/no-ssh2.mjs', 'node-emoji': './scripts/no-emoji.mjs' },
  plugins: [inPlaceOf, compiledShape],
  banner: {
    // CommonJS packages inside an ESM bundle still call require().
    js: "import { createRequire as __createRequire } from 'node:module';const require = __createRequire(import.meta.url);",
  },
};
