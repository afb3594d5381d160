import { sanitiseLine } from '../text/sanitise.ts';
import { buildArgs, type ComposeFile, commandWords, inCompose, mapping } from './compose-file.ts';
import { optionOf, scannerProblem } from './script-calls.ts';
import type { Evidence } from './types.ts';

interface ComposeProblem {
  actual: string;
  evidence: Evidence[];
  tryNext: string;
}

/** What a compose file has to say. */
interface ComposeWants {
  build: string;
  scan: string;
  target?: string | undefined;
  image?: string | undefined;
  args: string[];
}

type Rule = (compose: ComposeFile, wants: ComposeWants) => ComposeProblem | undefined;

const problem = (
  compose: ComposeFile,
  path: PropertyKey[],
  actual: string,
  tryNext: string,
): ComposeProblem => ({ actual: sanitiseLine(actual), evidence: [inCompose(compose, path)], tryNext });

/** `version` has meant nothing since Compose V2, which warns of it: https://docs.docker.com/reference/compose-file/version-and-name/ */
export const formatProblem: Rule = (compose) =>
  compose.version === undefined
    ? undefined
    : problem(
        compose,
        ['version'],
        `version: ${String(compose.version)} is obsolete`,
        'Remove the line: Compose reads every file by its newest rules, and warns of it.',
      );

/** The services are there; the one that builds says what, up to which stage, and under which name. */
export const servicesProblem: Rule = (compose, { build, scan, target, image }) => {
  for (const name of [build, scan]) {
    if (!compose.services[name]) {
      const there = Object.keys(compose.services).join(', ') || 'none';
      return problem(
        compose,
        ['services'],
        `no service ${name} (there are: ${there})`,
        `Add it: services: ${name}:`,
      );
    }
  }
  const service = compose.services[build] ?? {};
  const at = ['services', build];
  if (service.build === undefined || service.build === null)
    return problem(compose, at, `${build} builds nothing`, 'build: with context, dockerfile and target.');
  const said = mapping(service.build);
  if (target !== undefined && said.target !== target) {
    const found =
      said.target === undefined ? 'no target, so the last stage' : `target ${String(said.target)}`;
    return problem(
      compose,
      said.target === undefined ? [...at, 'build'] : [...at, 'build', 'target'],
      found,
      `target: ${target}, so that a stage added below cannot become what is shipped.`,
    );
  }
  if (typeof service.image !== 'string')
    return problem(
      compose,
      at,
      `${build} gives its image no name`,
      `image: \${REGISTRY:-local}/myapp:\${TAG:-latest}`,
    );
  if (image !== undefined && !nameOf(service.image).endsWith(image))
    return problem(
      compose,
      [...at, 'image'],
      `the image is called ${service.image}`,
      `Its name ends with ${image}, then comes the tag.`,
    );
  return undefined;
};

/** Compose fills in variables and runs no commands: `$(date)` in a default is those very characters. */
export const valuesProblem: Rule = (compose, { build, args }) => {
  // $$ is a dollar sign for the shell in the container, which is fine.
  const command = compose.texts.find(({ text }) => /(?<!\$)(?:\$\$)*\$\(|\$\{[^}]*\$\(/.test(text));
  if (command) {
    const text = /\$\{?[^$]*?\$\([^)]*\)?|\$\([^)]*\)?/.exec(command.text)?.[0] ?? command.text;
    return problem(
      compose,
      [...command.path],
      `${text} is never executed: the value holds it as it stands`,
      `The script exports the variable; here stands \${NAME:?where it comes from}, which ends with an error when it is missing.`,
    );
  }
  const known = buildArgs(mapping(compose.services[build]?.build));
  const path = ['services', build, 'build', 'args'];
  for (const name of args) {
    const arg = known.get(name);
    if (!arg)
      return problem(compose, path, `no build argument ${name}`, `args: - ${name}=\${${name}:?see build.sh}`);
    if (arg.value !== undefined && !arg.value.includes('$'))
      return problem(
        compose,
        [...path, ...arg.path],
        `${name} is always ${arg.value || 'empty'}`,
        `It differs with each build: ${name}=\${${name}:?see build.sh}`,
      );
    if (arg.value !== undefined && /\$\{\w+:?-/.test(arg.value))
      return problem(
        compose,
        [...path, ...arg.path],
        `${name} has a default (${arg.value})`,
        `A label that is wrong is worse than a build that ends: ${name}=\${${name}:?see build.sh}`,
      );
  }
  return undefined;
};

/** The scanner is one that somebody has looked at, scans what was built, and says so with its exit code. */
export const scannerRule: Rule = (compose, { build, scan }) => {
  const service = compose.services[scan] ?? {};
  const at = ['services', scan];
  const words = commandWords(service);
  if (typeof service.image !== 'string')
    return problem(compose, at, `${scan} names no scanner`, 'image: aquasec/trivy:0.69.3');
  const wrong = scannerProblem({ scanner: 'trivy', image: withDefaults(service.image), args: words });
  if (wrong)
    return problem(
      compose,
      [...at, 'image'],
      wrong,
      'Name one version that you have looked at, better its digest: a scanner reads your images and may reach your engine.',
    );
  const command = service.command === undefined ? at : [...at, 'command'];
  const built = compose.services[build]?.image;
  if (typeof built === 'string' && !words.includes(built))
    return problem(
      compose,
      command,
      `it does not scan ${built}`,
      'Give it the very name that the service above builds.',
    );
  if (/trivy/.test(service.image) && !Number(optionOf(words, '--exit-code')))
    return problem(
      compose,
      command,
      'it ends with 0 whatever it finds',
      'Trivy ends with 0 until --exit-code N tells it otherwise.',
    );
  return undefined;
};

/** What Compose makes of a value when no variable is set: `${NAME:-default}` becomes the default. */
function withDefaults(value: string): string {
  return value.replace(/\$\{\w+:?-([^}]*)\}/g, '$1');
}

/** The name without its tag; a variable's default may hold a colon of its own. */
function nameOf(image: string): string {
  const plain = image.replace(/\$\{[^}]*\}/g, 'x');
  const tag = /:[^/:]*$/.exec(plain)?.[0] ?? '';
  return plain.slice(0, plain.length - tag.length);
}
