import { describe, expect, it } from 'vitest';
import { isSecretName } from '../../src/image/secret-names.ts';
import { redact, secretsIn } from '../../src/image/secret-shapes.ts';
import { aws, fake, github, privateKey, publicKey, reference } from '../helpers/fake-secrets.ts';

describe('names of variables', () => {
  it('are secret where BuildKit says so', () => {
    for (const name of [
      'API_KEY',
      'DATABASE_PASSWORD',
      'GITHUB_TOKEN',
      'secret_MESSAGE',
      'AUTH',
      'apikey',
      'MY_CREDENTIALS_X',
      'DB_PASSWD',
    ]) {
      expect(isSecretName(name), name).toBe(true);
    }
  });

  it('are harmless where the word is part of another, or points elsewhere', () => {
    for (const name of [
      'TOKENIZER_PATH',
      'MONKEY',
      'KEYBOARD',
      'AUTHOR',
      'DB_PASSWORD_FILE',
      'PUBLIC_KEY',
      'SECRET_VERSION',
      'NODE_ENV',
      'PATH',
    ]) {
      expect(isSecretName(name), name).toBe(false);
    }
  });
});

describe('shapes', () => {
  const samples: [string, string][] = [
    ['AWS access key', aws],
    ['AWS secret key', `aws_secret_access_key = ${'wJalrXUtnFEMI/K7MDENG'.padEnd(40, 'b')}`],
    ['GitHub token', github],
    ['GitHub token', fake('github', '_pat_', '11ABCDEFG0abcdefghijkl_', 'x'.repeat(59))],
    ['GitLab token', fake('glp', 'at-', 'abcDEF123456_-abcDEF')],
    ['Slack token', fake('xox', 'b-', '123456789012-abcdefABCDEF')],
    ['Stripe key', fake('sk', '_live_', '4eC39HqLyjWDarjtT1zdp7dc')],
    ['Google API key', fake('AI', 'za', 'SyD-9tSrke72PouQMnMX-a7eZSW0jkFMBWY')],
    ['npm token', fake('npm', '_', 'abcdefghijklmnopqrstuvwxyz0123456789')],
    ['npm token', '//registry.example.com/:_authToken=0f3c9d2e-1111-2222'],
    ['private key', privateKey],
    ['private key', JSON.stringify({ private_key: privateKey })],
    [
      'JSON Web Token',
      fake(
        'eyJ',
        'hbGciOiJIUzI1NiJ9',
        '.',
        'eyJ',
        'zdWIiOiIxMjM0NTY3ODkwIn0',
        '.',
        'dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U',
      ),
    ],
    ['password in a URL', 'postgres://app:hunter2secret@db:5432/app'],
  ];
  for (const [kind, text] of samples) {
    it(`${kind}: ${text.slice(0, 12).replace(/\s/g, ' ')}`, () => {
      const found = secretsIn(`before ${text}\nafter`);
      expect(found.map((one) => one.kind)).toEqual([kind]);
      for (const word of text.match(/[\w/+-]{12,}/g) ?? []) expect(found[0]?.sample).not.toContain(word);
    });
  }

  it('are not seen in what only looks alike', () => {
    for (const text of [
      "if (pem.startsWith('-----BEGIN PRIVATE KEY-----')) return '-----END PRIVATE KEY-----';",
      publicKey,
      'npm_config_registry=https://registry.example.com/ npm_package_version',
      `https://user:$PASSWORD@host https://user:${reference('PASSWORD')}@host https://<user>:<password>@host`,
      'AKIA short, glpat- nothing, xox, eyJ.eyJ, http://localhost:3000/x@y',
      `//registry.example.com/:_authToken=${reference('NPM_TOKEN')}`,
    ]) {
      expect(secretsIn(text), text).toEqual([]);
    }
  });

  it('are never shown whole', () => {
    expect(redact('hunter2')).toBe('h… (7 characters)');
    expect(redact('abc')).toBe('… (3 characters)');
    expect(redact(github)).toBe('ghp_… (40 characters)');
  });
});
