import { describe, expect, it } from 'vitest';
import { fileNames, packageAndVersion } from '../e2e/standins/apt.ts';
import { batched } from '../e2e/standins/batch.ts';
import { hash1 } from '../e2e/standins/gomod.ts';
import { mirrorOf, npmrcOf, reachability } from '../e2e/standins/host.ts';

describe('the Debian mirror of a machine', () => {
  it('is read from the deb822 form, past the security archive', () => {
    const sources = `Types: deb
URIs: http://mirror.invalid/debian-security
Suites: bookworm-security
Components: main

Types: deb
# comment
URIs: http://mirror.invalid/debian/
Suites: bookworm bookworm-updates
Components: main`;
    expect(mirrorOf(sources)).toBe('http://mirror.invalid/debian');
  });

  it('is read from the one-line form, past other archives', () => {
    const sources = `deb https://other.invalid/apt tool-bookworm main
deb [signed-by=/k.gpg] https://mirror.invalid/debian trixie main contrib`;
    expect(mirrorOf(sources)).toBe('https://mirror.invalid/debian');
  });

  it('is unknown on a machine that is not Debian', () => {
    expect(mirrorOf('deb http://archive.invalid/ubuntu noble main')).toBeUndefined();
  });
});

it('keeps of apt settings what it takes to reach the mirror, no hooks', () => {
  const dump = `APT::Update::Post-Invoke:: "rm -rf /";
Acquire::http::Proxy "http://proxy.invalid:3128";
Acquire::Check-Date "false";
Acquire::Languages "none";
`;
  expect(reachability(dump)).toBe(
    'Acquire::http::Proxy "http://proxy.invalid:3128";\nAcquire::Check-Date "false";\n',
  );
});

it('writes the npm settings that differ from the defaults', () => {
  const config = { registry: 'https://npm.invalid/', proxy: null, noproxy: ['a', 'b'], 'strict-ssl': false };
  expect(npmrcOf(config).split('\n').slice(4)).toEqual([
    'registry=https://npm.invalid/',
    'noproxy=a,b',
    'strict-ssl=false',
    '',
  ]);
});

it('reads the files that apt would fetch, and their versions', () => {
  const printed = `'http://m.invalid/z/zlib1g_1.3_amd64.deb' zlib1g_1%3a1.3_amd64.deb 88720 SHA256:00
'http://m.invalid/t/tini_0.19.0-1_amd64.deb' tini_0.19.0-1_amd64.deb 255 SHA256:00`;
  expect(fileNames(printed)).toEqual(['zlib1g_1%3a1.3_amd64.deb', 'tini_0.19.0-1_amd64.deb']);
  expect(packageAndVersion('zlib1g_1%3a1.3_amd64.deb')).toBe('zlib1g=1:1.3');
});

it("hashes a module as Go's go.sum does", () => {
  // The empty file set and one file, computed with sha256sum and base64 as dirhash documents.
  expect(hash1(new Map())).toBe('h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=');
  expect(hash1(new Map([['go.mod', Buffer.from('module example.com/a\n')]]))).toBe(
    'h1:NeOsx/KTizj35klXP3wYh3O0751aAtYrRoX+a6YAye8=',
  );
});

it('asks once for all that is wanted in one turn, and once for each', async () => {
  const asked: string[][] = [];
  const ask = batched(async (keys) => {
    asked.push(keys);
    return new Map(keys.map((key) => [key, key.length]));
  });
  expect(await Promise.all([ask('a'), ask('bb'), ask('a')])).toEqual([1, 2, 1]);
  expect(await ask('bb')).toBe(2);
  expect(asked).toEqual([['a', 'bb']]);
});

it('says which key was not found', async () => {
  const ask = batched(async () => new Map<string, number>());
  await expect(ask('absent')).rejects.toThrow('absent');
});
