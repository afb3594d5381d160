import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { cli } from '../helpers/cli.ts';
import { hasTmux, Tmux } from '../helpers/tmux.ts';

const PROGRAM = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const here = await hasTmux();
if (!here) console.log('export asks: skipped, tmux is not on this machine (apt-get install tmux)');

it.skipIf(!here)(
  'asks in a terminal who the learner is: once, and never again',
  async () => {
    const dir = mkdtempSync(join(tmpdir(), 'docker-labs-asks-'));
    const tmux = await Tmux.open({ columns: 100, rows: 30, cwd: dir, env: { LANG: 'C.UTF-8' } });
    const run = (more = '') => `node ${PROGRAM} export --engine practice ${more}; echo ENDED $?`;
    const said = () =>
      JSON.parse(readFileSync(join(dir, 'docker-labs-export.json'), 'utf8')).document.learner;
    try {
      expect(await cli(dir, ['start', '--engine', 'practice'])).toMatchObject({ code: 0 });
      await tmux.line(run());
      await tmux.shows('Your name, as your instructor knows it:');
      await tmux.line('Zoë 王选');
      await tmux.shows('Your id (may be empty):');
      await tmux.line('s7');
      await tmux.shows(/^ENDED 0/m);
      expect(said()).toEqual({ name: 'Zoë 王选', id: 's7' });

      await tmux.line(`clear; ${run()}`);
      const again = await tmux.shows(/^ENDED 0/m);
      expect(again).toContain('of Zoë 王选, s7');
      expect(again).not.toContain('Your name');

      await tmux.line(`clear; ${run('--id s8')}`);
      expect(await tmux.shows(/^ENDED 0/m)).toContain('of Zoë 王选, s8');
      expect(said()).toEqual({ name: 'Zoë 王选', id: 's8' });
    } finally {
      await tmux.close();
      rmSync(dir, { recursive: true, force: true });
    }
  },
  240_000,
);
