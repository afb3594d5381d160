import { basePinned } from './base-pinned.ts';
import { baseSupported } from './base-supported.ts';
import { buildCached } from './build-cached.ts';
import { buildSucceeds } from './build-succeeds.ts';
import { buildkitLint } from './buildkit-lint.ts';
import { cacheOrder } from './cache-order.ts';
import { cmdExec } from './cmd-exec.ts';
import { composeValid } from './compose-valid.ts';
import { copyFrom } from './copy-from.ts';
import { depsProduction } from './deps-production.ts';
import { elfStatic } from './elf-static.ts';
import { envIs } from './env-is.ts';
import { exposeIs } from './expose-is.ts';
import { filesAbsent } from './files-absent.ts';
import { filesOwner } from './files-owner.ts';
import { filesPresent } from './files-present.ts';
import { filesSetuid } from './files-setuid.ts';
import { healthBecomes } from './health-becomes.ts';
import { healthLoopback } from './health-loopback.ts';
import { healthPresent } from './health-present.ts';
import { imageCurrent } from './image-current.ts';
import { labelsOci } from './labels-oci.ts';
import { layersWaste } from './layers-waste.ts';
import { mountCache } from './mount-cache.ts';
import { parse } from './parse.ts';
import { pid1Init } from './pid1-init.ts';
import { pipClean } from './pip-clean.ts';
import { pipelineGates } from './pipeline-gates.ts';
import { pipelinePushes } from './pipeline-pushes.ts';
import { runHardened } from './run-hardened.ts';
import { runResponds } from './run-responds.ts';
import { runUser } from './run-user.ts';
import { scanImproved } from './scan-improved.ts';
import { scanRan } from './scan-ran.ts';
import { scanSeverity } from './scan-severity.ts';
import { scriptExecutable } from './script-executable.ts';
import { scriptScanGate } from './script-scan-gate.ts';
import { scriptStrict } from './script-strict.ts';
import { secretEnv } from './secret-env.ts';
import { secretLayers } from './secret-layers.ts';
import { sizeMax } from './size-max.ts';
import { sizeReduction } from './size-reduction.ts';
import { stagesCount } from './stages-count.ts';
import { stagesNames } from './stages-names.ts';
import { syntaxDirective } from './syntax-directive.ts';
import type { CheckKind } from './types.ts';
import { userExists } from './user-exists.ts';
import { userNonroot } from './user-nonroot.ts';
import { userNumeric } from './user-numeric.ts';

/** All kinds of check, in the catalogue's order. A new kind is a file of its own and a line here. */
export const KINDS: readonly CheckKind[] = [
  parse,
  stagesCount,
  stagesNames,
  copyFrom,
  basePinned,
  baseSupported,
  cacheOrder,
  depsProduction,
  buildSucceeds,
  imageCurrent,
  sizeReduction,
  sizeMax,
  userNonroot,
  userExists,
  userNumeric,
  filesPresent,
  filesAbsent,
  filesOwner,
  filesSetuid,
  elfStatic,
  secretEnv,
  secretLayers,
  layersWaste,
  healthPresent,
  healthBecomes,
  healthLoopback,
  runResponds,
  runHardened,
  runUser,
  pid1Init,
  cmdExec,
  envIs,
  exposeIs,
  labelsOci,
  mountCache,
  buildCached,
  syntaxDirective,
  buildkitLint,
  pipClean,
  scanRan,
  scanSeverity,
  scanImproved,
  scriptExecutable,
  scriptStrict,
  scriptScanGate,
  composeValid,
  pipelineGates,
  pipelinePushes,
];
