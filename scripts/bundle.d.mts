import type { BuildOptions } from 'esbuild';

export const likeTheProgram: BuildOptions;
