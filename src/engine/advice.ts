import type { Outcome } from './attempt.ts';
import type { Surroundings } from './candidates.ts';

/** One sentence of what to do about an outcome, for this platform. Empty for `ok`. */
export function advise(
  outcome: Outcome,
  where: { foundBy: string; explicit: boolean },
  around: Pick<Surroundings, 'env' | 'platform'>,
): string {
  const start = startIt(around);
  const setting = `${where.foundBy} points there`;
  switch (outcome) {
    case 'ok':
      return '';
    case 'absent':
      return where.explicit
        ? `${setting}: correct it, or unset it to use the default engine.`
        : `Install Docker, or start it: ${start}`;
    case 'stale':
    case 'timeout':
      return where.explicit ? `${setting}: start that engine, or unset it. ${start}` : start;
    case 'forbidden':
      return around.platform === 'linux'
        ? 'Add yourself to the docker group (sudo usermod -aG docker $USER), log out and in again; or use rootless Docker.'
        : 'Run as a user who may use the engine: start Docker Desktop under your own account.';
    case 'too-old':
      return 'Update it: docker-labs needs Docker 20.10 or newer, or Podman 4 or newer.';
    case 'unreachable':
      return `${setting}: check its host and port, and that you can reach it; or unset it.`;
    case 'tls':
      return 'Check DOCKER_TLS_VERIFY and the ca.pem, cert.pem and key.pem of DOCKER_CERT_PATH or of the context.';
    case 'not-an-engine':
      return where.explicit
        ? `${setting}, but something else listens: correct it.`
        : 'Something else listens there: stop it.';
    case 'other-kind':
      return 'Use --engine auto, or name that kind of engine.';
    case 'misconfigured':
      return 'Correct the setting: docker context ls shows the contexts, docker context use default goes back.';
  }
}

function startIt({ env, platform }: Pick<Surroundings, 'env' | 'platform'>): string {
  if (platform === 'darwin') return 'Start Docker Desktop (open -a Docker), OrbStack or colima start.';
  if (platform === 'win32') return 'Start Docker Desktop and wait until it says that the engine runs.';
  if (env.WSL_DISTRO_NAME) {
    return `Start Docker Desktop and turn on Settings > Resources > WSL integration for ${env.WSL_DISTRO_NAME}.`;
  }
  return 'sudo systemctl start docker (or podman.socket), or start Docker Desktop.';
}
