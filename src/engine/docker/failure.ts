import { sanitiseLine } from '../../text/sanitise.ts';
import type { BuildFailure, FailureKind } from '../types.ts';
import type { ImageUse } from './image-line.ts';

/** What is known of a failed build. */
export interface FailedBuild {
  /** The engine's error text. */
  error: string;
  /** The step that failed, if one did, and the end of its log. */
  step?: { id: string; name: string; line?: number };
  log: string[];
  /** The line of the first thing in the Dockerfile that cannot be parsed, where the engine names none. */
  syntaxLine: number | undefined;
  /** Who asks for an image outside, by its name as the engine writes it. */
  imageUse(image: string): ImageUse | undefined;
}

/** Wrappings around the engine's own words, by version. */
const WRAPPING =
  /^(?:failed to solve(?: with frontend \S+)?|failed to create LLB definition|rpc error: code = \w+ desc =|Error response from daemon|(?:error )?building at STEP "(?:[^"\\]|\\.)*")\s*:?\s*/i;

/**
 * Names why a build failed, over the wordings of Docker 20.10 to 29 (BuildKit), the classic builder and Podman.
 * `network`, `disk-full` and `out-of-memory` are not the learner's.
 */
export function buildFailure(build: FailedBuild): BuildFailure {
  const error = unwrap(build.error);
  const exitCode = exitCodeOf(error);
  const kind = kindOf(error, build, exitCode);
  const line = lineOf(kind, error, build);
  return {
    kind,
    message: sanitiseLine(error, 500),
    ...(line === undefined ? {} : { line }),
    ...(build.step ? { stepId: build.step.id } : {}),
    ...(exitCode === undefined ? {} : { exitCode }),
    log: build.log,
  };
}

function unwrap(error: string): string {
  // Podman prints the insides of its parser behind an unknown instruction.
  const text = error.replace(/ &imagebuilder\.Step\{.*\}/s, '').trim();
  const inner = text.replace(WRAPPING, '');
  return inner === text || inner === '' ? text : unwrap(inner);
}

const EXIT_CODES = [
  /did not complete successfully: exit code: (\d+)/,
  /executor failed running .*: exit code: (\d+)/s,
  /returned a non-zero code: (\d+)/,
  /(?:while running runtime|building at STEP .*): exit status (\d+)/s,
];

function exitCodeOf(error: string): number | undefined {
  const match = EXIT_CODES.map((pattern) => pattern.exec(error)).find((found) => found !== null);
  return match ? Number(match[1]) : undefined;
}

const DISK_FULL = /no space left on device|disk quota exceeded/i;
const NO_MEMORY = /cannot allocate memory|ResourceExhausted|signal: killed/i;
const SYNTAX =
  /dockerfile parse error|unknown instruction|unknown flag|file with no instructions|no FROM statement|Dockerfile.*cannot be empty|no contents in|no build stage in current context|requires (?:at least|exactly|either)|failed to parse (?:stage|platform)|syntax error|invalid reference format|base name .* should not be (?:blank|empty)|circular dependency|only one Dockerfile|not supported for|Syntax error - can't find/i;
const TARGET =
  /target stage .* could not be found|failed to reach build target|target .* not found in (?:the provided )?Dockerfile/i;
const MISSING_SOURCE =
  /failed to (?:compute cache key|calculate checksum|walk)|COPY failed|ADD failed|no source files were specified|copier: stat|no items matching glob|lstat .*no such file/i;
const REGISTRY =
  /failed to resolve source metadata|failed to load metadata|pull access denied|manifest unknown|manifest for .* not found|repository does not exist|insufficient_scope|initializing source|unable to copy from source|failed to do request|failed to authorize|failed to fetch|short-name .* did not resolve|No such image|no stage or image found/i;
const UNREACHABLE =
  /no such host|i\/o timeout|connection refused|network is unreachable|TLS handshake timeout|Temporary failure in name resolution|server misbehaving|connection reset|no route to host|x509:|EOF$/i;
/** What tools in a RUN step say when names cannot be resolved at all: no fault of the Dockerfile. */
const NO_RESOLVER =
  /EAI_AGAIN|Temporary failure (?:in name resolution|resolving)|temporary error \(try again later\)/i;

function kindOf(error: string, build: FailedBuild, exitCode: number | undefined): FailureKind {
  const { step, log } = build;
  if (DISK_FULL.test(error)) return 'disk-full';
  if (exitCode !== undefined) {
    const said = log.join('\n');
    if (DISK_FULL.test(said)) return 'disk-full';
    // 137 is SIGKILL, and in a build nobody but the kernel sends it.
    if (exitCode === 137 || NO_MEMORY.test(error)) return 'out-of-memory';
    return NO_RESOLVER.test(said) ? 'network' : 'run';
  }
  if (NO_MEMORY.test(error)) return 'out-of-memory';
  if (TARGET.test(error)) return 'target';
  if (
    MISSING_SOURCE.test(error) &&
    /not found|no such file|does not exist|no source files|matching glob/i.test(error)
  ) {
    return 'copy-source';
  }
  const pulling = /load metadata for |^FROM /.test(step?.name ?? '');
  if (pulling || REGISTRY.test(error) || (UNREACHABLE.test(error) && !isRun(step))) {
    // Out of reach, nobody knows what the registry has. But BuildKit asks it for `COPY --from=bulder` too.
    const likelyStage = missingImage(error, build)?.likelyStage ?? false;
    return UNREACHABLE.test(error) && !likelyStage ? 'network' : 'base-image';
  }
  if (SYNTAX.test(error)) return 'syntax';
  return isRun(step) ? 'run' : 'other';
}

/**
 * Who asks for the image that could not be had. The text names it best: side by side several may fail, and the
 * first failed step need not be the one.
 */
function missingImage(error: string, build: FailedBuild): ImageUse | undefined {
  const named = [
    IMAGE_IN_TEXT.exec(error)?.[1],
    /(?:load metadata for|^FROM) (\S+)/.exec(build.step?.name ?? '')?.[1],
  ];
  for (const image of named) {
    const use = image === undefined ? undefined : build.imageUse(image);
    if (use) return use;
  }
  return undefined;
}

function isRun(step: FailedBuild['step']): boolean {
  return step !== undefined && /(^|\] |: )RUN\s/.test(step.name);
}

function lineOf(kind: FailureKind, error: string, build: FailedBuild): number | undefined {
  const said = /(?:error (?:on )?|\()line (\d+)/i.exec(error);
  if (said) return Number(said[1]);
  if (kind === 'base-image' || kind === 'network') {
    const use = missingImage(error, build);
    if (use) return use.line;
  }
  return kind === 'syntax' ? (build.syntaxLine ?? build.step?.line) : build.step?.line;
}

const IMAGE_IN_TEXT =
  /(?:(?:source metadata for|pull access denied for|manifest for|repository) "?|source docker:\/\/)([\w./-]+(?::[\w.-]+)?(?:@[\w:]+)?)/;
