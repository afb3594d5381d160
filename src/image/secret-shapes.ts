/** A secret that was recognised. */
export interface FoundSecret {
  /** What it looks like, e.g. `AWS access key`. */
  kind: string;
  /** Its beginning and its length, never more than a fifth of it. */
  sample: string;
}

interface Shape {
  kind: string;
  /** Literal texts of which one always occurs in it: a quick look before the pattern. */
  marks: string[];
  /** The first group is the secret, if there is one; else the whole match. */
  pattern: RegExp;
}

/** Shapes that the issuers themselves document, so that scanners recognise them. */
const SHAPES: Shape[] = [
  { kind: 'AWS access key', marks: ['AKIA', 'ASIA'], pattern: /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/ },
  {
    kind: 'AWS secret key',
    marks: ['ecret_access_key', 'ECRET_ACCESS_KEY', 'ecretAccessKey'],
    pattern: /secret_?access_?key["']?\s*[:=]\s*["']?([A-Za-z0-9/+]{40})\b/i,
  },
  {
    kind: 'GitHub token',
    marks: ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_', 'github_pat_'],
    pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{20,255}|github_pat_[A-Za-z0-9_]{22,255})\b/,
  },
  { kind: 'GitLab token', marks: ['glpat-'], pattern: /\bglpat-[A-Za-z0-9_-]{20,}/ },
  { kind: 'Slack token', marks: ['xox'], pattern: /\bxox[abeoprs]-[A-Za-z0-9-]{10,}/ },
  {
    kind: 'Slack webhook',
    marks: ['hooks.slack.com'],
    pattern: /hooks\.slack\.com\/services\/T[A-Z0-9]{6,}\/B[A-Z0-9]{6,}\/[A-Za-z0-9]{16,}/,
  },
  { kind: 'Stripe key', marks: ['k_live_'], pattern: /\b[rs]k_live_[A-Za-z0-9]{16,}/ },
  { kind: 'Google API key', marks: ['AIza'], pattern: /\bAIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])/ },
  { kind: 'npm token', marks: ['npm_'], pattern: /\bnpm_[A-Za-z0-9]{36}\b/ },
  {
    kind: 'npm token',
    marks: ['_auth'],
    pattern: /:_auth(?:Token)?\s*=\s*["']?((?!\$)[^\s"']{8,})/,
  },
  { kind: 'PyPI token', marks: ['pypi-AgEI'], pattern: /\bpypi-AgEI[A-Za-z0-9_-]{50,}/ },
  { kind: 'Docker Hub token', marks: ['dckr_pat_'], pattern: /\bdckr_pat_[A-Za-z0-9_-]{20,}/ },
  { kind: 'Hugging Face token', marks: ['hf_'], pattern: /\bhf_[A-Za-z0-9]{34}\b/ },
  { kind: 'API key', marks: ['sk-proj-', 'sk-ant-'], pattern: /\bsk-(?:proj|ant)-[A-Za-z0-9_-]{20,}/ },
  {
    kind: 'private key',
    marks: ['PRIVATE KEY'],
    // a key has a body; the bare line stands in many a program that reads keys
    pattern: /-----BEGIN (?:[A-Z0-9]+ )?PRIVATE KEY(?: BLOCK)?-----(?:\s|\\n|\\r)+((?:[^-]|-(?!----)){40,})/,
  },
  {
    kind: 'JSON Web Token',
    marks: ['eyJ'],
    pattern: /\beyJ[A-Za-z0-9_-]{10,300}\.eyJ[A-Za-z0-9_-]{10,4000}\.[A-Za-z0-9_-]{16,1000}/,
  },
];

/** A password in a URL: too common in the prose and examples of programs to look for everywhere. */
const URL_PASSWORD = /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:@/'"<>]{0,100}:([^\s@/'"]{3,200})@[\w.[-]/i;

/**
 * The secrets of known shape in a text, at most one of each kind.
 *
 * @param urls look for passwords in URLs, too
 */
export function secretsIn(content: string, { urls = true } = {}): FoundSecret[] {
  const found = new Map<string, FoundSecret>();
  for (const { kind, marks, pattern } of SHAPES) {
    if (found.has(kind) || !marks.some((mark) => content.includes(mark))) continue;
    const match = pattern.exec(content);
    if (match) found.set(kind, { kind, sample: redact(match[1] ?? match[0]) });
  }
  const password = urls && content.includes('://') ? URL_PASSWORD.exec(content)?.[1] : undefined;
  if (password && !isPlaceholder(password)) {
    found.set('url', { kind: 'password in a URL', sample: redact(password) });
  }
  return [...found.values()];
}

const isPlaceholder = (value: string): boolean => /^(?:\$|\{|<|%|\*+$|x+$|\.\.\.$)/i.test(value);

/** Enough of a secret to find it again, too little to use it. */
export function redact(secret: string): string {
  const flat = secret.replace(/[^\x20-\x7e]+/g, ' ').trim();
  const shown = Math.min(4, Math.floor(flat.length / 5));
  return `${flat.slice(0, shown)}… (${flat.length} characters)`;
}
