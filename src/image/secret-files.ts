import { isSecretSetting, isSecretValue } from './secret-names.ts';
import { type FoundSecret, redact, secretsIn } from './secret-shapes.ts';
import type { FileEntry } from './types.ts';

/** Files of settings are read up to this size, other text up to the lesser. */
const MAX_NAMED = 256 * 1024;
const MAX_TEXT = 128 * 1024;

/**
 * Where others' programs lie: their examples and test keys are no secrets of this image. Whoever puts a
 * secret of his own there goes unnoticed; the price of no false alarm from every base image.
 */
const VENDORED =
  /\/(?:node_modules|site-packages|dist-packages)\/|^\/(?:usr\/(?:share|lib|lib64|libexec|include|src|local\/(?:go|include|lib\/(?:python|ruby|perl|node)))|lib|lib64|go\/pkg|var\/lib\/(?:dpkg|apt|apk)|var\/cache|proc|sys)(?:\/|[\d.]+\/)/;

/** A kind of file that is known to hold secrets, and how to see whether this one does. */
interface SecretFile {
  name: RegExp;
  find(content: string): FoundSecret[];
}

const SECRET_FILES: SecretFile[] = [
  {
    name: /(?:^|\/)\.env(?:\.(?!example|sample|template|dist|defaults)[\w.-]+)?$/,
    find: (content) => settings(content, 'environment file'),
  },
  {
    name: /\/\.npmrc$/,
    find: (content) => match(content, /_(?:auth|authToken|password)\s*=\s*((?!\$)\S{4,})/, 'npm credentials'),
  },
  {
    name: /\/\.aws\/credentials$/,
    find: (content) => match(content, /aws_secret_access_key\s*=\s*(\S{8,})/i, 'AWS credentials'),
  },
  { name: /\/[._]netrc$/, find: (content) => match(content, /\bpassword\s+(\S+)/, 'netrc password') },
  {
    name: /\/\.git-credentials$/,
    find: (content) => match(content, /:\/\/[^\s:/]*:([^\s@]+)@/, 'git credentials'),
  },
  {
    name: /\/\.pypirc$/,
    find: (content) => match(content, /^[ \t]*password[ \t]*[:=][ \t]*(\S+)/m, 'PyPI credentials'),
  },
  {
    name: /\/\.pgpass$/,
    find: (content) => match(content, /^(?:[^:#\n]*:){4}(\S+)/m, 'PostgreSQL password'),
  },
  {
    name: /\/(?:\.docker\/config\.json|\.dockercfg)$/,
    find: (content) =>
      match(content, /"(?:auth|identitytoken|password)"\s*:\s*"([^"]{8,})"/, 'registry credentials'),
  },
  {
    name: /\/\.kube\/config$|kubeconfig(?:\.ya?ml)?$/,
    find: (content) =>
      match(
        content,
        /^[ \t]*(?:client-key-data|token|password)[ \t]*:[ \t]*["']?([^\s"']{8,})/m,
        'Kubernetes credentials',
      ),
  },
  {
    name: /^\/(?:var\/)?run\/secrets\//,
    find: (content) => match(content, /(\S[\s\S]{3,})/, 'mounted secret'),
  },
];

/** Files of settings, where also a password in a URL is meant in earnest. */
const CONFIGURATION =
  /\.(?:ini|cfg|conf|toml|ya?ml|properties|env)$|\/\.(?:env[\w.-]*|npmrc|yarnrc(?:\.yml)?|git\/config|gitconfig|pip\/pip\.conf)$/;

/** How much of a file must be read to tell whether it holds a secret, bytes; 0 for not at all. */
export function secretKeep(entry: FileEntry): number {
  if (entry.type !== 'file' || entry.size === 0 || VENDORED.test(entry.path)) return 0;
  if (SECRET_FILES.some((file) => file.name.test(entry.path))) return Math.min(entry.size, MAX_NAMED);
  return entry.size <= MAX_TEXT ? entry.size : 0;
}

/** The secrets in a file of an image. */
export function secretsInFile(path: string, bytes: Buffer): FoundSecret[] {
  // a text has no NUL; latin1 keeps every byte and every shape is ASCII
  if (bytes.subarray(0, 1024).includes(0)) return [];
  const content = bytes.toString('latin1');
  const special = SECRET_FILES.find((file) => file.name.test(path))?.find(content) ?? [];
  const shaped = secretsIn(content, { urls: CONFIGURATION.test(path) });
  return special.length > 0 ? [...special, ...shaped.filter((one) => one.kind === 'private key')] : shaped;
}

function match(content: string, pattern: RegExp, kind: string): FoundSecret[] {
  const value = pattern.exec(content)?.[1];
  return value !== undefined && isSecretValue(value) ? [{ kind, sample: redact(value) }] : [];
}

/** `KEY=value` lines whose key names a secret. */
function settings(content: string, kind: string): FoundSecret[] {
  for (const [, key = '', value = ''] of content.matchAll(
    /^[ \t]*(?:export[ \t]+)?([\w.-]+)[ \t]*=[ \t]*(.*)$/gm,
  )) {
    if (isSecretSetting(key) && isSecretValue(value)) {
      return [{ kind: `${kind} (${key})`, sample: redact(value.trim()) }];
    }
  }
  return [];
}
