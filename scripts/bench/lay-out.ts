import { cpSync } from 'node:fs';
import type { Lab } from '../../src/course/types.ts';

/** A lab's folder as it is when the lab is done: its starter, over it the solution. */
export function layOutSolution(lab: Lab, labDir: string): void {
  cpSync(lab.starterDir, labDir, { recursive: true });
  cpSync(lab.solutionDir, labDir, { recursive: true });
}
