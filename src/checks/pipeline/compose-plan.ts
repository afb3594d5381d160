/**
 * What a call of `docker compose` comes down to, where it matters: a program for `node -e`, called with the client, the
 * prefix of allowed names, and the words behind `compose`. It asks compose itself what the file says, variables filled
 * in, and prints
 *
 * - `scan 'run' '--rm' 'IMAGE' …`: the `docker run` that `compose run SERVICE` is, where the service is a scanner;
 * - `refuse NAME`: an image that `push`, or `build --push`, would send elsewhere;
 * - `go`: anything else, also what compose itself will complain of.
 *
 * Source: https://docs.docker.com/reference/cli/docker/compose/ (options that take a value).
 */
export const COMPOSE_PLAN = String.raw`
const { execFileSync } = require('node:child_process');
const [client, prefix, ...words] = process.argv.slice(1);
const takesValue = new Set([
  ...['-f', '--file', '-p', '--project-name', '--profile', '--env-file', '--project-directory', '--ansi', '--progress'],
  ...['--parallel', '-e', '--env', '--entrypoint', '-l', '--label', '--name', '-u', '--user', '-v', '--volume', '-w'],
  ...['--workdir', '--publish', '--build-arg', '--builder', '-m', '--memory', '--ssh', '--cap-add', '--cap-drop'],
]);
// The first word from here on that is no option, and its place.
const firstFrom = (at) => {
  while (at < words.length && words[at].startsWith('-')) at += takesValue.has(words[at]) ? 2 : 1;
  return at;
};
const quoted = (word) => "'" + word.replaceAll("'", "'\\''") + "'";
function plan() {
  const command = firstFrom(0);
  const name = words[command];
  const pushes = name === 'push' || (name === 'build' && words.includes('--push'));
  if (name !== 'run' && !pushes) return 'go';
  const asked = execFileSync(client, ['compose', ...words.slice(0, command), 'config', '--format', 'json'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const services = JSON.parse(asked).services ?? {};
  const first = firstFrom(command + 1);
  if (name === 'run') {
    const service = services[words[first]];
    if (!/trivy|grype|snyk/.test(service?.image ?? '')) return 'go';
    const own = words.slice(first + 1);
    const given = own.length > 0 ? own : [service.command ?? []].flat();
    return 'scan ' + ['run', '--rm', service.image, ...given].map(quoted).join(' ');
  }
  const named = words.slice(first).filter((word) => services[word]);
  const pushed = (named.length > 0 ? named : Object.keys(services)).map((one) => services[one]);
  const elsewhere = pushed.find(({ build, image }) => build && image && !image.startsWith(prefix));
  return elsewhere ? 'refuse ' + elsewhere.image : 'go';
}
let said = 'go';
try { said = plan(); } catch {}
console.log(said);
`;
