import { OUR_LABEL } from '../../engine/types.ts';
import { type Play, playing, SCAN_CALL } from '../script-plays.ts';
import { shellQuoted } from '../script-sandbox.ts';
import { COMPOSE_PLAN } from './compose-plan.ts';

/** How the commands that a pipeline calls behave. */
interface Commands {
  /** Absolute path of the real docker client. */
  client: string;
  /** What images may be pushed as: names that begin so. */
  prefix: string;
  /** What a scanner says. */
  play: Play;
}

/** First words of what the commands note besides their call; `readNotes` reads them. */
export const NOTES = { ended: '=ended', lookedAt: '=looked-at' } as const;

/**
 * The commands that come first on a pipeline's PATH. `docker` is the real client, which really builds and pushes,
 * with three exceptions: a scanner is played (as a service of a compose file, too), so that it finds what the case asks
 * for; a push to any registry but the judged one is refused; and `docker login` does nothing, since there are no logins.
 * Scanners that are programs are played, too. Each notes how the call ended, and when.
 */
export function pipelineCommands(commands: Commands): Record<string, string> {
  const shared = `${playing(commands.play)}${HELPERS(commands.client)}`;
  const program = (name: string) =>
    `${shared}(${name} "$@"); code=$?; ended play ${name} "$@"; exit "$code"\n`;
  return {
    docker: `${shared}${SCAN_CALL}${DOCKER(commands.prefix)}`,
    trivy: program('trivy'),
    grype: program('grype'),
    snyk: program('snyk'),
  };
}

const HELPERS = (client: string) => `
real=${shellQuoted(client)}
# Milliseconds; a date without %N gives seconds.
now() { t=$(date +%s%3N); case $t in *[!0-9]*) t=$(date +%s)000 ;; esac; printf '%s' "$t"; }
started=$(now)
ended() { by=$1; shift; note '${NOTES.ended}' "$by" "$code" "$started" "$(now)" "$@"; }
# Which image a scan is about: the word that the engine knows an image by, and its id.
looked_at() {
  for word in "$@"; do
    case $word in -* | /*) continue ;; esac
    id=$("$real" image inspect -f '{{.Id}}' "$word" 2>/dev/null) && note '${NOTES.lookedAt}' "$word" "$id"
  done
}
`;

/** Our labels on what is built, so that `docker-labs clean` finds it. */
const LABELS = `--label ${OUR_LABEL}=true --label ${OUR_LABEL}.pipeline=true`;

const DOCKER = (prefix: string) => `
prefix=${shellQuoted(prefix)}
node=${shellQuoted(process.execPath)}
refuse() {
  echo "docker-labs: $1 is not pushed: in a judged run only names that begin with $prefix are. Take REGISTRY from the environment." >&2
  code=1
}
# Prints the first name that would be pushed elsewhere.
elsewhere() {
  next=
  for word in "$@"; do
    if [ -n "$next" ]; then name=$word; next=
    else case $word in
      -t | --tag) next=1; continue ;;
      --tag=*) name=\${word#--tag=} ;;
      *) continue ;;
    esac; fi
    case $name in "$prefix"*) ;; *) printf '%s' "$name"; return ;; esac
  done
}
by=client
case "$1 $2" in
  'push '* | 'image push')
    for last in "$@"; do :; done
    case $last in
      "$prefix"*) "$real" "$@"; code=$? ;;
      *) by=refused; refuse "$last" ;;
    esac ;;
  'login '*) code=0 by=refused ;;
  'compose '*)
    shift
    plan=$("$node" -e ${shellQuoted(COMPOSE_PLAN)} "$real" "$prefix" "$@")
    case $plan in
      # As the docker run that it is, noted as such.
      'scan '*) eval "set -- \${plan#scan }"; exec "$0" "$@" ;;
      'refuse '*) by=refused; refuse "\${plan#refuse }" ;;
      *) "$real" compose "$@"; code=$? ;;
    esac
    set -- compose "$@" ;;
  'buildx build' | 'image build' | 'builder build' | 'build '*)
    name=
    case " $* " in *' --push '* | *' --push=true '* | *type=registry* | *push=true*) name=$(elsewhere "$@") ;; esac
    if [ -n "$name" ]; then by=refused; refuse "$name"
    else
      ( if [ "$1" = build ]; then shift; exec "$real" build ${LABELS} "$@"; fi
        words="$1"; shift 2; exec "$real" "$words" build ${LABELS} "$@" )
      code=$?
    fi ;;
  'run '* | 'container run' | 'scout '*)
    # What is a scan exits by itself; what is none comes back, and goes to the client.
    ( scan_call "$@"; exit 240 ); code=$?
    if [ "$code" = 240 ]; then "$real" "$@"; code=$?; else by=play; fi ;;
  *) "$real" "$@"; code=$? ;;
esac
ended "$by" docker "$@"
exit "$code"
`;
