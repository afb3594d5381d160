/** What the scanner finds: nothing, something, or its own end. */
export type Play = 'clean' | 'findings' | 'crash';

/** Severities of what it finds, one finding each. */
const FOUND = ['CRITICAL', 'HIGH'];

/** What a crash says; a script may pass it on, but not call it findings. */
export const CRASH_WORDS = 'FATAL  Fatal error  run error: init error: DB error: context deadline exceeded';

/**
 * Texts of the stand-ins for `docker`, `trivy`, `grype` and `snyk`: sh, and as exact about exit codes as the real
 * ones. Trivy ends with 0 whatever it finds, unless --exit-code says otherwise, and looks only at the severities it
 * is given; a fatal error is 1. Grype ends with 2 for --fail-on, Scout with 2 for --exit-code, Snyk with 1.
 */
export function standIns(play: Play): Record<string, string> {
  const scanner = playing(play);
  return {
    docker: `${scanner}${DOCKER}`,
    trivy: `${scanner}trivy "$@"\n`,
    grype: `${scanner}grype "$@"\n`,
    snyk: `${scanner}snyk "$@"\n`,
  };
}

/**
 * Shell functions `trivy`, `grype`, `scout` and `snyk` that play a scanner: each takes its words and exits. They call
 * `looked_at WORDS…` when they scan.
 */
export function playing(play: Play): string {
  return `${FUNCTIONS}\nplay=${play}\nfound='${FOUND.join(' ')}'\n`;
}

/** Options of `docker run` that take the next word. */
export const OPTIONS_WITH_VALUE = [
  ...['-v', '--volume', '--mount', '--tmpfs', '--name', '-e', '--env', '--env-file', '-w', '--workdir'],
  ...[
    '-u',
    '--user',
    '--network',
    '--net',
    '--entrypoint',
    '--platform',
    '--pull',
    '-m',
    '--memory',
    '--cpus',
  ],
  ...['--cap-drop', '--cap-add', '--security-opt', '-l', '--label', '-h', '--hostname', '-p', '--publish'],
  ...['--group-add', '--ulimit', '--pids-limit', '--add-host', '--dns', '--restart'],
];

const FUNCTIONS = `
crash() { echo '${CRASH_WORDS}' >&2; exit "$1"; }

# The value of an option, as --name=value or as two words: last one wins.
option() {
  wanted=$1; shift; found=; next=
  for word in "$@"; do
    if [ -n "$next" ]; then found=$word; next=; continue; fi
    case $word in
      "$wanted") next=1 ;;
      "$wanted"=*) found=\${word#*=} ;;
    esac
  done
  printf '%s' "$found"
}
# Is one of what is found in a list of severities (lower case is fine, empty means any)?
among() {
  list=$(printf '%s' ",$1," | tr 'a-z' 'A-Z')
  [ "$list" = ',,' ] && return 0
  for one in $found; do case $list in *",$one,"*) return 0 ;; esac; done
  return 1
}
# Is one of what is found at least as severe as the word?
reaches() {
  case $(printf '%s' "$1" | tr 'a-z' 'A-Z') in
    CRITICAL) among CRITICAL ;;
    HIGH) among HIGH,CRITICAL ;;
    MEDIUM) among MEDIUM,HIGH,CRITICAL ;;
    *) return 0 ;;
  esac
}
looked_at() { :; }
has() { wanted=$1; shift; for word in "$@"; do case $word in "$wanted"|"$wanted"=*) return 0 ;; esac; done; return 1; }

report() {
  if [ "$1" = json ]; then
    echo "{\\"SchemaVersion\\":2,\\"ArtifactName\\":\\"image\\",\\"Results\\":[{\\"Class\\":\\"os-pkgs\\",\\"Vulnerabilities\\":[$2]}]}"
  else
    echo "$3"
  fi
}

trivy() {
  case " $* " in
    *' --version '*|*' version '*) echo 'Version: 0.69.3'; exit 0 ;;
    *' --download-db-only '*) [ $play = crash ] && crash 1; exit 0 ;;
  esac
  case $1 in image|i) ;; *) exit 0 ;; esac
  looked_at "$@"
  [ $play = crash ] && crash 1
  severity=$(option --severity "$@")$(option -s "$@")
  format=$(option --format "$@")$(option -f "$@")
  output=$(option --output "$@")$(option -o "$@")
  code=$(option --exit-code "$@")
  [ -n "$severity" ] || severity=UNKNOWN,LOW,MEDIUM,HIGH,CRITICAL
  for word in $(printf '%s' "$severity" | tr ',' ' '); do
    case $word in UNKNOWN|LOW|MEDIUM|HIGH|CRITICAL) ;; *)
      echo "FATAL  Fatal error  flag error: unknown severity option: $word" >&2; exit 1 ;;
    esac
  done
  hit=
  [ $play = findings ] && among "$severity" && hit=1
  if [ -n "$hit" ]; then
    items= count=0 said=
    for one in $found; do
      case ",$severity," in *",$one,"*)
        count=$((count + 1))
        items=$items\${items:+,}'{"VulnerabilityID":"CVE-2099-'$((1000 + count))'","PkgName":"play","Severity":"'$one'"}'
        said="$said\${said:+, }$one: 1" ;;
      esac
    done
    text=$(report "$format" "$items" "Total: $count ($said)")
  else
    text=$(report "$format" '' 'Total: 0')
  fi
  if [ -n "$output" ] && [ -d "$(dirname "$output")" ]; then printf '%s\\n' "$text" > "$output"; else printf '%s\\n' "$text"; fi
  [ -n "$hit" ] && exit "\${code:-0}"
  exit 0
}

grype() {
  case " $* " in *' version '*|*' --version '*) echo 'grype 0.100.0'; exit 0 ;; *' db '*) [ $play = crash ] && crash 1; exit 0 ;; esac
  looked_at "$@"
  [ $play = crash ] && crash 1
  limit=$(option --fail-on "$@")$(option -f "$@")
  if [ $play = findings ]; then
    for one in $found; do echo "play  1.0.0  1.0.1  CVE-2099-1001  $one"; done
    [ -n "$limit" ] && reaches "$limit" && exit 2
  else
    echo 'No vulnerabilities found'
  fi
  exit 0
}

scout() {
  case $1 in cves|quickview) ;; *) exit 0 ;; esac
  looked_at "$@"
  [ $play = crash ] && crash 1
  if [ $play = findings ] && among "$(option --only-severity "$@")"; then
    for one in $found; do echo "  1 $one"; done
    if has --exit-code "$@" || has -e "$@"; then exit 2; fi
  fi
  exit 0
}

snyk() {
  case $1 in container) ;; *) exit 0 ;; esac
  looked_at "$@"
  [ $play = crash ] && crash 2
  [ $play = findings ] && reaches "$(option --severity-threshold "$@")" && { echo 'Tested 9 dependencies for known issues, found 2 issues.'; exit 1; }
  exit 0
}
`;

/**
 * Shell function `scan_call`, given docker's words: plays the scanner and exits for `docker scout …` and
 * `docker run OPTIONS SCANNER words`, and returns for all else.
 */
export const SCAN_CALL = `
scan_call() {
case $1 in
  scout) shift; scout "$@" ;;
  container) [ "$2" = run ] && shift ;;
esac
[ "$1" = run ] || return 0
shift
while [ $# -gt 0 ]; do
  case $1 in
    ${OPTIONS_WITH_VALUE.join('|')}) shift 2 || exit 125 ;;
    -*) shift ;;
    *) break ;;
  esac
done
image=\${1:-}
[ $# -gt 0 ] && shift
case $image in
  *trivy*) [ "\${1:-}" = trivy ] && shift; trivy "$@" ;;
  *grype*) grype "$@" ;;
  *snyk*) snyk "$@" ;;
esac
}
`;

/** All that is no scan works and says nothing. */
const DOCKER = `${SCAN_CALL}scan_call "$@"\nexit 0\n`;
