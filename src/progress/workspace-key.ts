import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LearnerError } from '../errors.ts';

const FILE = 'export-key.pem';

/**
 * The workspace's Ed25519 key, `.docker-labs/export-key.pem`; made when first asked for. Two processes that ask at
 * once get the same one.
 *
 * @throws LearnerError `bad-file` when the file is there and holds no such key: it is never replaced, or exports would
 *   silently come from another workspace
 */
export async function workspaceKey(stateDir: string): Promise<KeyObject> {
  const file = join(stateDir, FILE);
  const there = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return parse(there ?? (await make(file)));
}

async function make(file: string): Promise<string> {
  const { privateKey } = generateKeyPairSync('ed25519');
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
    await writeFile(temporary, pem, { mode: 0o600 });
    await link(temporary, file).catch(async (error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return;
      await writeFile(file, pem, { mode: 0o600, flag: 'wx' }); // a file system without hard links
    });
  } finally {
    await rm(temporary, { force: true });
  }
  return readFile(file, 'utf8');
}

function parse(pem: string): KeyObject {
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // said below
  }
  throw new LearnerError(
    'bad-file',
    `.docker-labs/${FILE} holds no Ed25519 key.`,
    'Bring the file back, or delete it: then the next export is signed by a new key.',
  );
}
