import * as z from 'zod';

const names = z.record(z.string(), z.string()).catch({});
const flag = z.boolean().catch(false).default(false);

const lockPackage = z.object({
  version: z.string().optional(),
  dev: flag,
  optional: flag,
  devOptional: flag,
  peer: flag,
  link: flag,
  os: z.array(z.string()).optional().catch(undefined),
  cpu: z.array(z.string()).optional().catch(undefined),
  libc: z.array(z.string()).optional().catch(undefined),
  bin: z.union([names, z.string()]).optional().catch(undefined),
  dependencies: names.optional(),
  devDependencies: names.optional(),
  optionalDependencies: names.optional(),
});

interface OldPackage {
  version?: string;
  dev?: boolean;
  optional?: boolean;
  dependencies?: Record<string, OldPackage>;
}
const oldPackage: z.ZodType<OldPackage> = z.lazy(() =>
  z.object({
    version: z.string().optional(),
    dev: z.boolean().optional(),
    optional: z.boolean().optional(),
    dependencies: z.record(z.string(), oldPackage).optional(),
  }),
);

const lockSchema = z.object({
  lockfileVersion: z.number().catch(1),
  packages: z.record(z.string(), lockPackage).optional(),
  dependencies: z.record(z.string(), oldPackage).optional().catch(undefined),
});

export type LockPackage = z.infer<typeof lockPackage>;
/** What a lockfile installs, by path (`node_modules/a/node_modules/b`); `root` is the project's own entry. */
export interface Lockfile {
  root: LockPackage | undefined;
  packages: { path: string; name: string; entry: LockPackage }[];
}

const manifestSchema = z.object({
  scripts: names.optional(),
  dependencies: names.optional(),
  devDependencies: names.optional(),
  optionalDependencies: names.optional(),
  peerDependencies: names.optional(),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** A `package.json`; undefined where it is none. */
export function readManifest(text: string): Manifest | undefined {
  return manifestSchema.safeParse(parse(text)).data;
}

const kept = new Map<string, Lockfile | undefined>();

/** A `package-lock.json` of any version (docs.npmjs.com, package-lock.json); undefined where it is none. */
export function readLockfile(text: string): Lockfile | undefined {
  if (!kept.has(text)) {
    if (kept.size > 8) kept.clear();
    kept.set(text, readFresh(text));
  }
  return kept.get(text);
}

function readFresh(text: string): Lockfile | undefined {
  const data = lockSchema.safeParse(parse(text)).data;
  if (!data) return undefined;
  if (!data.packages) return { root: undefined, packages: flatten(data.dependencies ?? {}, '') };
  return {
    root: data.packages[''],
    packages: Object.entries(data.packages)
      .filter(([path]) => path.includes('node_modules/'))
      .map(([path, entry]) => ({ path, name: nameOf(path), entry })),
  };
}

function flatten(tree: Record<string, OldPackage>, below: string): Lockfile['packages'] {
  return Object.entries(tree).flatMap(([name, old]) => {
    const path = `${below}node_modules/${name}`;
    const entry = lockPackage.parse({ version: old.version, dev: old.dev, optional: old.optional });
    return [{ path, name, entry }, ...flatten(old.dependencies ?? {}, `${path}/`)];
  });
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
