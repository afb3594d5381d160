import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { assetPath } from '../../assets.ts';
import { parseReference } from './reference.ts';

const text = z.string().min(1);
const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);

/** What is known of a base's files: coarse on purpose, a few paths that lessons and checks ask for. */
const profile = z.strictObject({
  extends: text.optional(),
  distro: z.enum(['alpine', 'debian', 'busybox', 'none']).optional(),
  /** Folders whose listing is known whole. */
  closed: z.array(text).default([]),
  /** path -> `octal mode [bytes]`, `-> target` for a link, `dir [mode]` for a folder. */
  paths: z.record(text, text).default({}),
  /** Paths known not to be there although their folder is not known whole. */
  absent: z.array(text).default([]),
  /** `name:uid:gid:home:shell` */
  users: z.array(text).default([]),
  /** `name:gid` */
  groups: z.array(text).default([]),
});

const image = z.strictObject({
  /** Repository as in `docker pull`, e.g. `node` or `gcr.io/distroless/static-debian12`. */
  image: text,
  /** Release cycle whose end of life counts, e.g. `24`; empty for images without releases. */
  cycle: z.string(),
  variant: z.string().default(''),
  tags: z.array(text),
  endOfLife: date.optional(),
  source: text,
  asOf: date,
  profile: text,
  /** Uncompressed bytes; absent where nobody measured it. */
  size: z.int().nonnegative().optional(),
  sizeSource: text.optional(),
  config: z
    .strictObject({
      user: z.string().default(''),
      env: z.record(z.string(), z.string()).default({}),
      entrypoint: z.array(z.string()).default([]),
      cmd: z.array(z.string()).default([]),
      workdir: z.string().default(''),
      exposedPorts: z.array(z.string()).default([]),
      volumes: z.array(z.string()).default([]),
      labels: z.record(z.string(), z.string()).default({}),
      stopSignal: z.string().optional(),
      onbuild: z.array(z.string()).default([]),
    })
    .optional(),
});

/** A distribution's or an ecosystem's package: what it weighs installed and which known paths it brings. */
const pkg = z.strictObject({
  size: z.int().nonnegative(),
  paths: z.record(text, text).default({}),
});

/** `assets/base-images.json`. */
const catalogueSchema = z.strictObject({
  formatVersion: z.literal(1),
  asOf: date,
  profiles: z.record(text, profile),
  images: z.array(image),
  /** Release lines of which only the end is known: see `checks/end-of-life.ts`. */
  ended: z.array(
    image.pick({ image: true, cycle: true, source: true, asOf: true }).extend({
      tags: z.array(text).optional(),
      endOfLife: date,
    }),
  ),
  packages: z.strictObject({
    apk: z.record(text, pkg),
    apt: z.record(text, pkg),
    npm: z.record(text, z.int().nonnegative()),
    pip: z.record(text, z.int().nonnegative()),
    /** What a package that is not listed is taken to weigh, bytes. */
    average: z.strictObject({ apk: z.int(), apt: z.int(), npm: z.int(), pip: z.int() }),
  }),
});

export type CatalogueData = z.infer<typeof catalogueSchema>;
export type BaseEntry = CatalogueData['images'][number];
export type Profile = z.infer<typeof profile>;
export type PackageManager = 'apk' | 'apt';

/** The dated catalogue of base images, ready to be asked. */
export class Catalogue {
  constructor(readonly data: CatalogueData) {}

  /**
   * The entry for an image reference, registry and digest tolerated: by its exact tag, else by release
   * cycle and variant (`node:24.3.1-alpine3.22` -> the entry of 24, alpine).
   */
  find(reference: string): BaseEntry | undefined {
    const { repository, tag } = parseReference(reference);
    const family = this.data.images.filter((entry) => entry.image === repository);
    const exact = family.find((entry) => entry.tags.includes(tag));
    if (exact) return exact;
    const { version, variant } = readTag(tag);
    return family
      .filter((entry) => entry.cycle !== '' && entry.variant === variant)
      .filter((entry) => version === entry.cycle || version.startsWith(`${entry.cycle}.`))
      .sort((a, b) => b.cycle.length - a.cycle.length)[0];
  }

  /** A profile with what it extends merged in. */
  profile(name: string): Required<Omit<Profile, 'extends' | 'distro'>> & { distro: Distro } {
    const own = this.data.profiles[name];
    if (!own) throw new Error(`The catalogue of base images has no profile "${name}".`);
    const base = own.extends
      ? this.profile(own.extends)
      : { distro: 'none' as const, closed: [], paths: {}, absent: [], users: [], groups: [] };
    return {
      distro: own.distro ?? base.distro,
      closed: [...base.closed, ...own.closed],
      paths: { ...base.paths, ...own.paths },
      absent: [...base.absent, ...own.absent].filter((path) => !(path in own.paths)),
      users: [...base.users, ...own.users],
      groups: [...base.groups, ...own.groups],
    };
  }
}

export type Distro = 'alpine' | 'debian' | 'busybox' | 'none';

/** A tag's version and its variant without release names: `3.13-slim-bookworm` -> 3.13, slim. */
export function readTag(tag: string): { version: string; variant: string } {
  const [version = '', ...words] = tag.split('-');
  if (!/^\d/.test(version)) return { version: '', variant: '' };
  const variant = words
    .filter((word) => !/^(?:trixie|bookworm|bullseye|buster|jammy|noble)$/.test(word))
    .map((word) => word.replace(/^alpine\d.*$/, 'alpine'))
    .join('-');
  return { version, variant };
}

let shipped: Catalogue | undefined;

/** The catalogue that ships with the program (`assets/base-images.json`), read once. */
export function loadCatalogue(): Catalogue {
  shipped ??= parseCatalogue(readFileSync(assetPath('base-images.json'), 'utf8'));
  return shipped;
}

/** @throws Error when the text is not a catalogue: it ships with the program. */
export function parseCatalogue(json: string): Catalogue {
  const parsed = catalogueSchema.safeParse(JSON.parse(json));
  if (!parsed.success) {
    throw new Error(`The catalogue of base images is broken: ${z.prettifyError(parsed.error)}`);
  }
  return new Catalogue(parsed.data);
}
