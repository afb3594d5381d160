// Secrets that open nothing, and what only looks like one.
import { generateKeyPairSync } from 'node:crypto';

/** Joined only when it runs, so that no scanner takes this source for a leak. */
export const fake = (...parts: string[]) => parts.join('');
export const github = fake('ghp', '_', 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8');
export const aws = fake('AKIA', 'Q3EGRIX7WUVDLLTC');
export const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 1024,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

/** A reference to a variable, as shells and npm write it. */
export const reference = (name: string) => `$\{${name}}`;
