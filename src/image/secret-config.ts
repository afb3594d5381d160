import { isFingerprint, isSecretName, isSecretValue } from './secret-names.ts';
import { type FoundSecret, redact, secretsIn } from './secret-shapes.ts';
import type { ImageFacts } from './types.ts';

/** A secret that everybody sees who may inspect the image. */
export interface ConfigSecret extends FoundSecret {
  /** `Config.Env`, `Config.Labels` or `History`. */
  where: string;
  /** The variable or label, or the number of the history entry (from 1, oldest first). */
  name: string;
}

/** Secrets in an image's environment, labels and history, by name or known shape. */
export function secretsInFacts(facts: Pick<ImageFacts, 'config' | 'history'>): ConfigSecret[] {
  return [
    ...Object.entries(facts.config.env).flatMap(([name, value]) => inVariable('Config.Env', name, value)),
    ...Object.entries(facts.config.labels).flatMap(([name, value]) =>
      secretsIn(value).map((found) => ({ ...found, where: 'Config.Labels', name })),
    ),
    ...facts.history.flatMap((entry, index) => inHistory(entry.createdBy, `${index + 1}`)),
  ];
}

function inVariable(where: string, name: string, value: string): ConfigSecret[] {
  if (isSecretName(name) && isSecretValue(value) && !isFingerprint(name, value)) {
    return [{ kind: 'secret by its name', sample: redact(value), where, name }];
  }
  return secretsIn(value).map((found) => ({ ...found, where, name }));
}

/**
 * A build argument stands in the history of every RUN after it (`RUN |1 NPM_TOKEN=… /bin/sh -c …`), and its
 * default in an entry of its own.
 */
function inHistory(createdBy: string, name: string): ConfigSecret[] {
  const found = secretsIn(createdBy);
  const args = /^(?:RUN )?\|\d+ (.*?) \/bin\/(?:ba)?sh /s.exec(createdBy)?.[1] ?? '';
  const own = /(?:^|#\(nop\) +)ARG (.*)/s.exec(createdBy)?.[1] ?? '';
  for (const [, variable = '', value = ''] of `${args} ${own}`.matchAll(/([A-Za-z_]\w*)=(\S*)/g)) {
    if (!isSecretName(variable) || !isSecretValue(value) || isFingerprint(variable, value)) continue;
    found.push({ kind: `secret in build argument ${variable}`, sample: redact(value) });
  }
  return found.map((secret) => ({ ...secret, where: 'History', name }));
}
