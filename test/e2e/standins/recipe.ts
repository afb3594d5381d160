import type { Apt, Release } from './apt.ts';
import type { Host } from './host.ts';
import type { Npm } from './npm.ts';
import type { FileTree } from './tree.ts';

/** Where recipes take their files from. */
export interface Kit {
  host: Host;
  npm: Npm;
  /** Debian's packages of a release. */
  apt(release: Release): Apt;
  /** Debian's source packages of a release. */
  sources(release: Release): Apt;
}

/** One layer; images that name the same recipe share it. */
export interface LayerRecipe {
  /** Unique; also what `docker history` shows. */
  name: string;
  /** Store it compressed: worth it for padding only. */
  compress?: boolean;
  fill(kit: Kit): Promise<FileTree>;
}

/** The container config, in the words of the OCI image spec. */
export interface ImageConfig {
  Env?: string[];
  Entrypoint?: string[];
  Cmd?: string[];
  WorkingDir?: string;
  ExposedPorts?: Record<string, object>;
  Volumes?: Record<string, object>;
}

export interface ImageRecipe {
  tags: string[];
  layers: LayerRecipe[];
  config: ImageConfig;
  /** Bytes of zeros among the layers, to weigh as much as the real image. */
  padded?: number;
}

/** On every stand-in, so that nobody takes it for the real image. */
export const STANDIN_LABEL = 'dev.docker-labs.standin';
export const PADDED_LABEL = `${STANDIN_LABEL}.padded`;

export const PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
