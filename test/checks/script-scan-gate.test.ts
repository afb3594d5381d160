// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the scripts are shell's
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { chmod, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { judgeChecks } from '../../src/checks/round.ts';
import { labSubjects } from '../../src/checks/subjects.ts';
import type { Subject, Verdict } from '../../src/checks/types.ts';
import { loadCourse } from '../../src/course/load.ts';
import { Interrupted } from '../../src/errors.ts';
import { folderWith } from '../helpers/course-files.ts';
import { serviceLab } from '../helpers/small-service.ts';

const root = new URL('../../', import.meta.url);
const textOf = (path: string) => readFile(fileURLToPath(new URL(path, root)), 'utf8');
const solution = await textOf('solutions/05-scan/scan.sh');
const material = await textOf('test/fixtures/material/scan.sh');

async function judge(script: string, args: object = {}): Promise<Verdict> {
  const { dir, remove } = await folderWith({ Dockerfile: 'FROM scratch\n', 'scan.sh': script });
  try {
    await chmod(join(dir, 'scan.sh'), 0o755);
    const subject = { name: 'image', contextDir: dir, dockerfile: 'Dockerfile' };
    const specs = [{ id: 'script.scan-gate', args: { path: 'scan.sh', ...args } }];
    const [verdict] = await judgeChecks({ specs, subject });
    return verdict as Verdict;
  } finally {
    await remove();
  }
}

describe('a script whose rounds are overtaken', () => {
  it('runs on while another round waits for it, and is ended with the last', async () => {
    const pids = join(tmpdir(), `docker-labs-pids-${process.pid}`);
    const script = `#!/bin/bash\necho $$ >> ${pids}\nsleep 3600\n`;
    const { dir, remove } = await folderWith({ Dockerfile: 'FROM scratch\n', 'scan.sh': script });
    try {
      const subject = { name: 'image', contextDir: dir, dockerfile: 'Dockerfile' };
      const specs = [{ id: 'script.scan-gate', args: { path: 'scan.sh' } }];
      const rounds = [new AbortController(), new AbortController()];
      const verdicts = rounds.map(({ signal }) => judgeChecks({ specs, subject, signal }));
      const ended = Promise.allSettled(verdicts);
      const running = () =>
        readFileSync(pids, { encoding: 'utf8', flag: 'a+' })
          .split('\n')
          .filter(Boolean)
          .map(Number)
          .filter(isAlive);
      await expect.poll(running, { timeout: 10_000 }).toHaveLength(5);
      rounds[0]?.abort();
      expect(running()).toHaveLength(5);
      rounds[1]?.abort();
      expect(await ended).toMatchObject(
        Array(2).fill({ status: 'rejected', reason: expect.any(Interrupted) }),
      );
      await expect.poll(running, { timeout: 10_000 }).toEqual([]);
    } finally {
      await remove();
      rmSync(pids, { force: true });
    }
  });
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('a script of somebody else’s course', () => {
  it('is not run on this machine, which is no failure of the learner’s', async () => {
    const made = join(tmpdir(), `docker-labs-ran-${process.pid}`);
    const script = `#!/bin/bash\ntouch ${made}\n`;
    const { dir, remove } = await folderWith({
      'course/01-one/starter/Dockerfile': 'FROM scratch\n',
      'ws/Dockerfile': 'FROM scratch\n',
      'ws/scan.sh': script,
    });
    try {
      const lab = { ...serviceLab('x', []), dir: join(dir, 'course/01-one') };
      const [subject] = labSubjects(lab, join(dir, 'ws'));
      const specs = [{ id: 'script.scan-gate', args: { path: 'scan.sh' } }];
      const [verdict] = await judgeChecks({ specs, subject: subject as Subject });
      expect(verdict).toMatchObject({ status: 'unknown', tryNext: expect.stringContaining('TRUST_COURSE') });
      expect(existsSync(made)).toBe(false);
    } finally {
      await remove();
      rmSync(made, { force: true });
    }
  });

  it('docker-labs’ own is', async () => {
    const { labs } = await loadCourse();
    expect(labs.flatMap((lab) => labSubjects(lab, '/ws')).filter(({ foreign }) => foreign)).toEqual([]);
  });
});

describe('script.scan-gate', () => {
  it('says of the material’s script that it calls every failure a finding, and where', async () => {
    const verdict = await judge(material);
    expect(verdict.status).toBe('fail');
    expect(verdict.actual).toContain('❌ Vulnerabilities detected!');
    expect(verdict.evidence[0]).toMatchObject({ source: 'script', file: 'scan.sh', line: 18 });
  });

  it('says what else is wrong with it: no version, no quotes', async () => {
    expect((await judge(material, { aspects: ['scanner'] })).actual).toContain('no tag, so latest');
    expect((await judge(material, { aspects: ['arguments'] })).actual).toContain('one argument');
    expect((await judge(material, { aspects: ['severities'] })).status).toBe('pass');
  });

  it('passes the solution', async () => {
    expect(await judge(solution)).toMatchObject({
      status: 'pass',
      actual: expect.stringContaining('1 for findings'),
    });
  });

  it.each<[string, string]>([
    [
      'the program trivy',
      'trivy image --image-src docker --exit-code 5 --severity "${2:-CRITICAL,HIGH}" "$1"; s=$?\n[ $s = 0 ] && exit 0\n[ $s = 5 ] && { echo found; exit 1; }\necho broke; exit 9',
    ],
    [
      'options with an equals sign, in sh',
      's=0; trivy image --image-src=docker --exit-code=7 --severity="${2:-HIGH,CRITICAL}" "$1" || s=$?\ncase $s in 0) ;; 7) exit 1 ;; *) exit 3 ;; esac',
    ],
    [
      'Grype, whose option takes the lowest severity',
      'lowest=high; case "${2:-HIGH,CRITICAL}" in *LOW*) lowest=low ;; esac\ns=0; grype "$1" --fail-on "$lowest" || s=$?\ncase $s in 0) ;; 2) exit 1 ;; *) exit 4 ;; esac',
    ],
    [
      'Docker Scout',
      's=0; docker scout cves --exit-code --only-severity "$(echo "${2:-high,critical}" | tr A-Z a-z)" "$1" || s=$?\ncase $s in 0) ;; 2) exit 1 ;; *) exit 4 ;; esac',
    ],
    [
      'a report that jq or grep reads, instead of an exit code',
      'out=$(mktemp)\ntrivy image --image-src docker --format json --output "$out" --severity "${2:-HIGH,CRITICAL}" "$1" || { echo "could not scan"; exit 2; }\nif grep -q VulnerabilityID "$out"; then echo findings; exit 1; fi',
    ],
    [
      'a database loaded beforehand, and a look whether the image is there',
      'docker image inspect "$1" >/dev/null || exit 6\ndocker run --rm -v trivy-db:/root/.cache aquasec/trivy:0.69.3 image --download-db-only || exit 7\ns=0; docker run --rm --name trivy -v trivy-db:/root/.cache aquasec/trivy@sha256:' +
        `${'a'.repeat(64)} image --image-src docker --exit-code 3 -s "\${2:-HIGH,CRITICAL}" "$1" || s=$?\ncase $s in 0) ;; 3) exit 1 ;; *) exit 4 ;; esac`,
    ],
    [
      'a check of the name before anything is scanned',
      'case $1 in *[!a-z0-9:/._-]*) echo "no image name: $1" >&2; exit 2 ;; esac\ns=0; trivy image --image-src docker --exit-code 5 --severity ${2:-HIGH,CRITICAL} $1 || s=$?\ncase $s in 0) ;; 5) exit 1 ;; *) exit 3 ;; esac',
    ],
  ])('passes %s', async (_, body) => {
    const verdict = await judge(`#!/bin/sh\n${body}\n`);
    expect(verdict, JSON.stringify(verdict, null, 1)).toMatchObject({ status: 'pass' });
  });

  it('warns where the scanner may take the image from a registry', async () => {
    const verdict = await judge(solution.replace('  --image-src docker \\\n', ''));
    expect(verdict).toMatchObject({ status: 'warn', tryNext: expect.stringContaining('--image-src docker') });
  });

  it.each<[string, string, RegExp]>([
    ['that scans nothing', 'echo "✅ No vulnerabilities"', /no scanner was run/],
    [
      'that scans something else',
      's=0; trivy image --exit-code 3 --severity "${2:-HIGH,CRITICAL}" other:1 || s=$?\ncase $s in 0) ;; 3) exit 1 ;; *) exit 2 ;; esac',
      /first argument/,
    ],
    ['that is no shell at all', 'if then fi (', /no scanner was run/],
    [
      'that evaluates its argument',
      's=0; eval "trivy image --exit-code 3 --severity ${2:-HIGH,CRITICAL} $1" || s=$?\ncase $s in 0) ;; 3) exit 1 ;; *) exit 2 ;; esac',
      /one argument/,
    ],
    [
      'with severities in small letters, which Trivy refuses',
      's=0; trivy image --exit-code 3 --severity high "$1" || s=$?\ncase $s in 0) ;; 3) exit 1 ;; *) exit 2 ;; esac',
      /exit code 2 when nothing is found/,
    ],
    [
      'that calls a broken scanner clean',
      'trivy image --exit-code 3 --severity "${2:-HIGH,CRITICAL}" "$1"\n[ $? = 3 ] && exit 1\nexit 0',
      /although the scanner broke/,
    ],
  ])('fails a script %s', async (_, body, why) => {
    const verdict = await judge(`#!/bin/bash\n${body}\n`);
    expect(verdict.status).toBe('fail');
    expect(verdict.actual).toMatch(why);
  });

  it('is the learner’s failure when there is no script, and needs no engine', async () => {
    const { dir, remove } = await folderWith({ Dockerfile: 'FROM scratch\n' });
    const subject = { name: 'image', contextDir: dir, dockerfile: 'Dockerfile' };
    const specs = ['script.scan-gate', 'script.strict', 'script.executable'].map((id) => ({
      id,
      args: { path: 'scan.sh' },
    }));
    const verdicts = await judgeChecks({ specs, subject });
    await remove();
    expect(verdicts.map(({ status, actual }) => [status, actual])).toEqual(
      specs.map(() => ['fail', 'There is no scan.sh here.']),
    );
  });
});
