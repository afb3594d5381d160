import type { Model } from '../shell/shell.ts';
import { apkModels } from './apk.ts';
import { aptModels } from './apt.ts';
import { archiveModels } from './archives.ts';
import { coreutils } from './coreutils.ts';
import { fileModels } from './files.ts';
import { findModels } from './find.ts';
import { goModels } from './go.ts';
import { npmModels } from './npm.ts';
import { pipModels } from './pip.ts';
import { shellModels } from './shell.ts';
import { userModels } from './users.ts';
import { yarnModels } from './yarn.ts';

/** Every command that the practice engine can foresee, by its base name. */
export const models: Readonly<Record<string, Model>> = {
  ...coreutils,
  ...fileModels,
  ...findModels,
  ...shellModels,
  ...userModels,
  ...apkModels,
  ...aptModels,
  ...npmModels,
  ...yarnModels,
  ...archiveModels,
  ...pipModels,
  ...goModels,
};
