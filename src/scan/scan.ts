import type { Engine } from '../engine/types.ts';
import { NotJudgeable } from '../errors.ts';
import { scannerAbsent } from './failures.ts';
import type { Scanner, ScanRequest } from './scanner.ts';
import { programs } from './scanners/programs.ts';
import { trivy } from './scanners/trivy.ts';
import { trivyContainer } from './scanners/trivy-container.ts';
import type { ScannerName, ScanReport } from './types.ts';

/** In the order in which they are taken: Trivy first, which needs no account and works offline. */
const SCANNERS: Scanner[] = [trivy, trivyContainer, ...programs];

export interface ScanWhat extends Omit<ScanRequest, 'image'> {
  /** Name or id on that engine. */
  ref: string;
  /** The one to take; without it the first that is there, and Trivy in a container where none is. */
  scanner?: ScannerName | undefined;
}

/**
 * Scans an image of a real engine.
 *
 * @throws NotJudgeable without an engine, image or scanner, or where the scanner cannot say; EngineError where
 *   something broke; Interrupted
 */
export async function scanImage({ ref, scanner, ...request }: ScanWhat): Promise<ScanReport> {
  const { engine, signal } = request;
  if (engine.kind !== 'docker' && engine.kind !== 'podman') {
    throw new NotJudgeable('A scan needs a container engine.', 'Start Docker or Podman, and scan again.');
  }
  const image = await engine.image(ref, signal);
  if (!image) {
    throw new NotJudgeable(`There is no image ${ref} on this engine.`, 'Build it first.', 'image-absent');
  }
  const chosen = scanner === undefined ? await firstAvailable(engine, signal) : await named(scanner, request);
  request.onProgress(`${chosen.name} scans ${image.ref}`);
  return chosen.scan({ ...request, image });
}

async function firstAvailable(engine: Engine, signal: AbortSignal | undefined): Promise<Scanner> {
  for (const scanner of SCANNERS) if (await scanner.available(engine, signal)) return scanner;
  return trivyContainer;
}

async function named(name: ScannerName, { engine, signal }: Omit<ScanRequest, 'image'>): Promise<Scanner> {
  const scanner = SCANNERS.find((one) => one.name === name) ?? trivyContainer;
  if (scanner === trivyContainer || (await scanner.available(engine, signal))) return scanner;
  throw scannerAbsent(
    name === 'scout' ? 'The docker client here has no scout plugin.' : `There is no ${name} on PATH.`,
    'Install it, or let docker-labs take what there is: leave --scanner out.',
  );
}
