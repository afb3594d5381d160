import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { judgeChecks } from '../../src/checks/round.ts';
import { folderWith } from '../helpers/course-files.ts';

async function judge(id: string, script: string, args: object = {}, mode = 0o755) {
  const { dir, remove } = await folderWith({ Dockerfile: 'FROM scratch\n', 'a.sh': script });
  try {
    await chmod(join(dir, 'a.sh'), mode);
    const subject = { name: 'image', contextDir: dir, dockerfile: 'Dockerfile' };
    const [verdict] = await judgeChecks({ specs: [{ id, args: { path: 'a.sh', ...args } }], subject });
    return verdict;
  } finally {
    await remove();
  }
}
const all = { options: ['errexit', 'nounset', 'pipefail'] };

describe('script.strict', () => {
  it.each([
    ['#!/bin/bash\nset -euo pipefail\nls'],
    ['#!/bin/bash\n# a comment\n\nset -e\nset -u\nset -o pipefail\nls'],
    ['#!/bin/bash\nset -o errexit -o nounset -o pipefail\nls'],
    ['#!/bin/bash\nTAG=1\nreadonly NAME="a b"\nset -Eeuo pipefail # strict\nls'],
    ['#!/bin/bash\nset -euo pipefail\nset +e\nls nowhere\nstatus=$?\nset -e\nls'],
  ])('passes %j', async (script) => {
    expect(await judge('script.strict', script, all)).toMatchObject({ status: 'pass' });
  });

  it.each([
    ['#!/bin/bash -e\nls', 'without errexit', 2],
    ['#!/bin/bash\nset -e\nls', 'without nounset, pipefail', 3],
    ['#!/bin/bash\nls\nset -euo pipefail', 'after commands have run', 3],
    ['#!/bin/bash\nset -euo pipefail\nset +e\nls', 'errexit is switched off again', 3],
    ['#!/bin/bash\nf() {\n  set -euo pipefail\n}\nls', 'without errexit', 2],
    ['#!/bin/bash\nIMAGE=$(docker images -q)\nset -euo pipefail', 'after commands have run', 3],
    ['#!/bin/bash\necho set -euo pipefail', 'without errexit', 2],
  ])('fails %j', async (script, actual, line) => {
    const verdict = await judge('script.strict', script, all);
    expect(verdict).toMatchObject({ status: 'fail', actual: expect.stringContaining(actual) });
    expect(verdict?.evidence[0]?.line).toBe(line);
  });
});

describe('script.executable', () => {
  it.each(['#!/bin/bash', '#!/usr/bin/env bash', '#!/bin/sh', '#!/usr/bin/env -S bash -e'])(
    'passes %s',
    async (first) => {
      expect(await judge('script.executable', `${first}\nls\n`)).toMatchObject({ status: 'pass' });
    },
  );

  it.each([
    ['ls\n', 0o755, 'names no program'],
    ['\n#!/bin/bash\nls\n', 0o755, 'names no program'],
    ['\ufeff#!/bin/bash\nls\n', 0o755, 'byte order mark'],
    ['#!/usr/bin/python3\nprint()\n', 0o755, 'python3'],
    ['#!/bin/bash\r\nls\r\n', 0o755, 'CR LF'],
    ['#!/bin/bash\nls\n', 0o644, 'not executable'],
  ])('fails %j with mode %o', async (script, mode, actual) => {
    expect(await judge('script.executable', script, {}, mode)).toMatchObject({
      status: 'fail',
      actual: expect.stringContaining(actual),
    });
  });
});
