import { access, constants, statfs } from 'node:fs/promises';
import { capabilities } from '../text/capabilities.ts';
import { formatBytes } from '../text/units.ts';
import type { Finding } from './types.ts';

/** The terminal: is there one, how large, colours and characters. */
export function terminalFinding(env = process.env, stream: NodeJS.WriteStream = process.stdout): Finding {
  if (!stream.isTTY || !process.stdin.isTTY) {
    return {
      id: 'terminal',
      status: 'note',
      found: 'no terminal here (a pipe or CI): the commands work, the tutorial screens do not',
      fix: 'Run docker-labs start in a terminal window.',
    };
  }
  const pen = capabilities(stream, { env });
  const size = `${stream.columns}x${stream.rows}`;
  const small = stream.columns < 60 || stream.rows < 16;
  return {
    id: 'terminal',
    status: small ? 'note' : 'ok',
    found: `${size}, ${pen.color ? `${stream.getColorDepth()}-bit colour` : 'no colour'}, ${pen.ascii ? 'ASCII' : 'UTF-8'}`,
    ...(small ? { fix: 'Make it at least 60x16; 80x24 reads well.' } : {}),
  };
}

/** Which editor `e` opens. */
export function editorFinding(env = process.env): Finding {
  const editor = env.VISUAL || env.EDITOR;
  return editor
    ? { id: 'editor', status: 'ok', found: `${editor} (${env.VISUAL ? 'VISUAL' : 'EDITOR'})` }
    : {
        id: 'editor',
        status: 'note',
        found: 'neither VISUAL nor EDITOR is set',
        fix: 'Set EDITOR, for example: export EDITOR=nano. Any editor in another window works too.',
      };
}

/** The folder that the workspace is, or will be, in: writable, with room. */
export async function folderFinding(dir: string): Promise<Finding> {
  try {
    await access(dir, constants.W_OK);
    const { bavail, bsize } = await statfs(dir);
    const free = bavail * bsize;
    return {
      id: 'folder',
      status: free < 2e9 ? 'note' : 'ok',
      found: `${dir} is writable, ${formatBytes(free)} free`,
      ...(free < 2e9 ? { fix: 'Builds of the course need about 2 GB: make some room.' } : {}),
    };
  } catch {
    return {
      id: 'folder',
      status: 'missing',
      found: `${dir} is not writable`,
      fix: 'Choose another folder with --dir: progress and your Dockerfiles are kept there.',
    };
  }
}
