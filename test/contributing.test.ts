import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

// The recipes of CONTRIBUTING.md, followed to the letter in a copy of the project.
const root = fileURLToPath(new URL('..', import.meta.url));
const contributing = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8');
let copy: string;
beforeEach(() => {
  copy = mkdtempSync(join(tmpdir(), 'docker-labs-recipe-'));
  for (const part of ['src', 'labs', 'solutions', 'assets', 'package.json', 'tsconfig.json'])
    cpSync(join(root, part), join(copy, part), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
});
afterEach(() => rmSync(copy, { recursive: true, force: true }));

const edit = (path: string, change: (text: string) => string) =>
  writeFileSync(join(copy, path), change(readFileSync(join(copy, path), 'utf8')));
const run = (...args: string[]) =>
  execa(process.execPath, ['--import', 'tsx', 'src/cli.ts', ...args], { cwd: copy, reject: false });

/** The code of a recipe that names the file it is. */
function codeOf(path: string): string {
  const [, code = ''] = contributing.split(`\`\`\`ts ${path}\n`)[1]?.match(/^([\s\S]*?)^ *```$/m) ?? [];
  return code.replace(/^ {3}/gm, '');
}

describe('add a kind of check', () => {
  it('is two files, and judge knows it', async () => {
    writeFileSync(join(copy, 'src/checks/stop-signal.ts'), codeOf('src/checks/stop-signal.ts'));
    edit('src/checks/kinds.ts', (text) =>
      `import { stopSignal } from './stop-signal.ts';\n${text}`.replace(/\n\];\s*$/, '\n  stopSignal,\n];\n'),
    );
    const judge = async (dockerfile: string) => {
      writeFileSync(join(copy, 'Dockerfile'), dockerfile);
      const answer = await run('judge', '-f', 'Dockerfile', '--check', 'stop.signal', '--json');
      return JSON.parse(answer.stdout).checks[0];
    };
    expect(await judge('FROM scratch\nSTOPSIGNAL SIGTERM\n')).toMatchObject({ status: 'pass' });
    expect(await judge('FROM scratch\nSTOPSIGNAL SIGINT\n')).toMatchObject({
      status: 'fail',
      evidence: [{ file: 'Dockerfile', line: 2 }],
    });
  });
});

describe('add a lab', () => {
  const lay = () => {
    cpSync(join(copy, 'labs/01-basic'), join(copy, 'labs/08-hello'), { recursive: true });
    cpSync(join(copy, 'solutions/01-basic'), join(copy, 'solutions/08-hello'), { recursive: true });
    edit('labs/08-hello/lab.yaml', (text) =>
      text.replace('id: basic', 'id: hello').replaceAll('app:', 'hello:'),
    );
    edit('labs/course.yaml', (text) => text.replace('  - 07-pipeline\n', '  - 07-pipeline\n  - 08-hello\n'));
  };

  it('is a folder, its solution and a line, and author check proves it', async () => {
    lay();
    const proof = await run('author', 'check', '--lab', 'hello');
    expect({ code: proof.exitCode, said: proof.stderr }).toEqual({ code: 0, said: '' });
    await run('start', '--engine', 'practice');
    const listed = JSON.parse((await run('list', '--json')).stdout);
    expect(listed.labs.map((lab: { id: string }) => lab.id)).toContain('hello');
  });

  it('is not proved with a wrong answer that no check catches', async () => {
    lay();
    const wrong = join(copy, 'labs/08-hello/wrong');
    renameSync(join(wrong, 'user.nonroot.root-at-end'), join(wrong, 'user.nonroot.fine'));
    cpSync(
      join(copy, 'solutions/08-hello/Dockerfile.basic'),
      join(wrong, 'user.nonroot.fine/Dockerfile.basic'),
    );
    const proof = await run('author', 'check', '--lab', 'hello');
    expect(proof.exitCode).toBe(1);
    expect(proof.stdout + proof.stderr).toContain('user.nonroot does not catch it');
  });
});
