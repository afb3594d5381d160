/**
 * BuildKit's rule SecretsUsedInArgOrEnv: a name is a secret's when one of these words stands in it between
 * `_` (or at its ends), unless one of the harmless words does, too. `GITHUB_TOKEN` is, `TOKENIZER_PATH`,
 * `DB_PASSWORD_FILE` and `PUBLIC_KEY` are not.
 */
const SECRET_WORDS = 'apikey|auth|credentials?|key|password|pword|passwd|secret|token';
const HARMLESS_WORDS = 'public|file|version';

const SECRET = new RegExp(`(?:^|_)(?:${SECRET_WORDS})(?:_|$)`, 'i');
const HARMLESS = new RegExp(`(?:^|_)(?:${HARMLESS_WORDS})(?:_|$)`, 'i');

/** Does this name of an ARG or ENV say that its value is a secret? As BuildKit decides it. */
export function isSecretName(name: string): boolean {
  return SECRET.test(name) && !HARMLESS.test(name);
}

/** The same for names of settings files, where other separators and abbreviations are usual. */
const SETTING = new RegExp(`(?:^|[_.-])(?:${SECRET_WORDS}|pass|pwd|passphrase)(?:[_.-]|$)`, 'i');
const HARMLESS_SETTING = new RegExp(`(?:^|[_.-])(?:${HARMLESS_WORDS}|path|dir|url|type)(?:[_.-]|$)`, 'i');

export function isSecretSetting(name: string): boolean {
  return SETTING.test(name) && !HARMLESS_SETTING.test(name);
}

/**
 * Is this the value of a secret at all? Not when it is empty, a switch, a reference to another variable, a
 * blank to fill in, or a path to where the secret is.
 */
export function isSecretValue(value: string): boolean {
  const bare = value.trim().replace(/^(['"])(.*)\1$/s, '$2');
  return (
    bare !== '' &&
    !/^(?:true|false|yes|no|on|off|none|null|undefined|\d{1,3})$/i.test(bare) &&
    !/^(?:\$|\{\{|<[^>]*>$|%[A-Z_]+%$|x{3,}$|\*{3,}$|\.{3}$)/i.test(bare) &&
    !/^\/(?:run|var\/run|etc|secrets|mnt)\/[\w./-]+$/.test(bare)
  );
}

/** A GPG fingerprint is public; the python images carry one as GPG_KEY. */
export function isFingerprint(name: string, value: string): boolean {
  return /gpg|pgp/i.test(name) && /^[0-9a-f\s]{16,60}$/i.test(value);
}
