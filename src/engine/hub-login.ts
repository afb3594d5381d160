import { homedir } from 'node:os';
import type { Surroundings } from './candidates.ts';
import { credentialsFor } from './docker/auth.ts';

/** Whether `docker login` has left credentials for Docker Hub; they are looked at, not kept. */
export async function loggedInToHub(
  around: Surroundings = { env: process.env, home: homedir(), platform: process.platform },
): Promise<boolean> {
  return (await credentialsFor('docker.io', around)) !== undefined;
}
