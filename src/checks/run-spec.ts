import type { RunSpec } from '../engine/types.ts';
import type { ImageFacts } from '../image/types.ts';
import type { RunMode, RunPlan, Subject } from './types.ts';

/** Bounds on a plain run, so that a runaway program cannot take the machine with it. */
const PLAIN = { memory: 1024 * 1024 * 1024, pidsLimit: 512 };
type Hardening = Pick<RunSpec, 'readOnly' | 'capDrop' | 'noNewPrivileges' | 'memory' | 'cpus' | 'pidsLimit'>;
const LIMITS = { memory: 256 * 1024 * 1024, cpus: 0.5, pidsLimit: 256 };
/** What each way of running adds, and the options that the learner would type for it. */
const MODES: Record<RunMode, { spec: Hardening; options: string[] }> = {
  plain: { spec: PLAIN, options: [] },
  'read-only': { spec: { ...PLAIN, readOnly: true }, options: ['--read-only'] },
  'cap-drop': { spec: { ...PLAIN, capDrop: ['ALL'] }, options: ['--cap-drop=ALL'] },
  limits: { spec: LIMITS, options: ['--memory=256m', '--cpus=0.5'] },
  hardened: {
    spec: { ...LIMITS, readOnly: true, capDrop: ['ALL'], noNewPrivileges: true },
    options: [
      '--read-only',
      '--cap-drop=ALL',
      '--security-opt no-new-privileges',
      '--memory=256m',
      '--cpus=0.5',
    ],
  },
};
/** The image's own probe, asked more often, so that nobody waits half a minute for a verdict. */
const HEALTH_INTERVAL = 1000;

/** How a container of the image is run in a mode, as the engine needs it and as the learner would type it. */
export function runSpec(
  image: ImageFacts,
  subject: Subject,
  mode: RunMode,
): { spec: RunSpec; commandLine: string } {
  const plan = subject.run ?? {};
  const port = portOf(image, plan);
  const spec: RunSpec = {
    image: image.id || image.ref,
    ...MODES[mode].spec,
    ...(plan.env ? { env: plan.env } : {}),
    ...(mode !== 'plain' && plan.tmpfs ? { tmpfs: plan.tmpfs } : {}),
    ...(port === undefined ? {} : { ports: [port] }),
    ...(mode === 'plain' && hasHealthcheck(image) ? { healthInterval: HEALTH_INTERVAL } : {}),
  };
  return { spec, commandLine: commandLine(subject.tag ?? image.ref, plan, mode, port) };
}

/** The port to ask: the plan's, else the only TCP port that the image exposes. */
export function portOf(image: ImageFacts, plan: RunPlan): number | undefined {
  if (plan.port !== undefined) return plan.port;
  const exposed = image.config.exposedPorts.filter((port) => !port.endsWith('/udp'));
  return exposed.length === 1 ? Number.parseInt(exposed[0] ?? '', 10) || undefined : undefined;
}

export function hasHealthcheck(image: ImageFacts): boolean {
  const test = image.config.healthcheck?.test ?? [];
  return test.length > 0 && test[0] !== 'NONE';
}

function commandLine(ref: string, plan: RunPlan, mode: RunMode, port: number | undefined): string {
  const tmpfs = Object.entries(plan.tmpfs ?? {}).map(
    ([path, options]) => `--tmpfs ${path}${options ? `:${options}` : ''}`,
  );
  return [
    'docker run --rm',
    ...(mode === 'plain' ? [] : [...MODES[mode].options, ...tmpfs]),
    ...Object.entries(plan.env ?? {}).map(([key, value]) => `-e ${key}=${value}`),
    ...(port === undefined ? [] : [`-p ${port}:${port}`]),
    ref,
  ].join(' ');
}
