import { explainFailure } from '../failures.ts';
import { dockerHost } from '../reach.ts';
import { onPath, runProgram } from '../run-program.ts';
import { withSavedImage } from '../saved-image.ts';
import type { Scanner } from '../scanner.ts';
import type { ScannerName } from '../types.ts';
import { finish } from './finish.ts';

interface Program {
  name: ScannerName;
  program: string;
  /** Does it answer? For those that are a plugin of another program. */
  probe?: string[];
  ofEngine(ref: string): string[];
  ofFile(file: string): string[];
  /** Exit codes with which it leaves a report behind: `snyk` ends with 1 when it found something. */
  finished: number[];
  /** A line of its stderr that tells what it is at: the first group. */
  says: RegExp;
}

const PROGRAMS: Program[] = [
  {
    name: 'grype',
    program: 'grype',
    // Without -v it says nothing while it loads its database, and some versions end at once where stdin is no terminal.
    ofEngine: (ref) => [`docker:${ref}`, '--output', 'json', '-v'],
    ofFile: (file) => [`docker-archive:${file}`, '--output', 'json', '-v'],
    finished: [0],
    says: /^\[\d+\]\s+INFO\s+(.*(?:download|updat|load|catalog|gather|scan|match).*)$/i,
  },
  {
    name: 'scout',
    program: 'docker',
    probe: ['scout', 'version'],
    // Scout has no plain JSON of findings; SARIF is its machine-readable form.
    ofEngine: (ref) => ['scout', 'cves', '--format', 'sarif', `local://${ref}`],
    ofFile: (file) => ['scout', 'cves', '--format', 'sarif', `archive://${file}`],
    finished: [0],
    says: /^[^\w]*((?:storing|indexing|pulling|sbom|provenance|analyz|download).*)$/i,
  },
  {
    name: 'snyk',
    program: 'snyk',
    ofEngine: (ref) => ['container', 'test', ref, '--json'],
    ofFile: (file) => ['container', 'test', `docker-archive:${file}`, '--json'],
    finished: [0, 1],
    says: /^(.*(?:download|pull|analyz|test|query).*)$/i,
  },
];

/** Grype, Docker Scout and Snyk: programs of this machine that write their report to stdout. */
export const programs: Scanner[] = PROGRAMS.map((one) => ({
  name: one.name,
  async available() {
    if (!(await onPath(one.program))) return false;
    return one.probe === undefined || (await runProgram(one.program, one.probe)).exitCode === 0;
  },
  async scan(request) {
    const { engine, image, onProgress, signal } = request;
    const onStderr = (line: string) => {
      const [, said] = one.says.exec(line) ?? [];
      if (said) onProgress(`${one.name}: ${said}`);
    };
    const host = await dockerHost(engine, signal);
    const options = { onStderr, signal };
    const result = host
      ? await runProgram(one.program, one.ofEngine(image.ref), { ...options, env: { DOCKER_HOST: host } })
      : await withSavedImage(request, (file) => runProgram(one.program, one.ofFile(file), options));
    const { exitCode, stdout, stderr } = result;
    if (exitCode === undefined || !one.finished.includes(exitCode)) {
      // Snyk says in its JSON what went wrong.
      throw explainFailure(one.name, `${stderr}\n${stdout.slice(0, 4_000)}`, exitCode);
    }
    return finish(one.name, stdout, image);
  },
}));
