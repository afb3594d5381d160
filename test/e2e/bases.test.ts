import { execa } from 'execa';
import { describe, expect, it } from 'vitest';

/** What the labs take for granted of the bases; holds for the real images, so it must for the stand-ins. */
async function run(image: string, script: string, user = 'root'): Promise<string> {
  const { stdout } = await execa('docker', [
    ...['run', '--rm', '--label', 'dev.docker-labs=test', '--user', user],
    ...['--entrypoint', 'sh', image, '-ec', script],
  ]);
  return stdout;
}

describe('node:24-alpine', () => {
  const image = 'node:24-alpine';

  it('adds users and groups as the lessons write it, options after the name too', async () => {
    const script = `addgroup -g 1001 -S nodejs
adduser -S nodejs -u 1001 -G nodejs
adduser -D plain
id nodejs; id plain; grep ^nodejs: /etc/passwd; ls -nd /home/nodejs | awk '{ print $3, $4 }'`;
    const [nodejs, plain, passwd, owner] = (await run(image, script)).split('\n');
    expect(nodejs).toMatch(/^uid=1001\(nodejs\) gid=1001\(nodejs\)/);
    expect(plain).toMatch(/^uid=1001\(plain\)|^uid=100[02]\(plain\)/);
    expect(passwd).toMatch(/:\/home\/nodejs:\/(sbin\/nologin|bin\/false)$/);
    expect(owner).toBe('1001 1001');
  });

  it('refuses a name or number that is taken', async () => {
    await expect(run(image, 'adduser -D node')).rejects.toThrow(/in use/);
    await expect(run(image, 'addgroup -g 1000 other')).rejects.toThrow(/in use/);
  });

  it('loses apk when apk removes itself, and has no tini before it is added', async () => {
    expect(await run(image, 'ls /sbin/tini 2>/dev/null || echo none')).toBe('none');
    expect(
      await run(image, 'apk del --purge apk-tools >/dev/null; ls /sbin/apk 2>/dev/null || echo gone'),
    ).toBe('gone');
  });

  it('runs node for whatever is no command', async () => {
    const { stdout } = await execa('docker', [
      'run',
      '--rm',
      '--label',
      'dev.docker-labs=test',
      image,
      '-p',
      '6 * 7',
    ]);
    expect(stdout).toBe('42');
  });

  it('has an unprivileged user node with a home of its own', async () => {
    expect(await run(image, 'id -u; touch ~/mine && echo written', 'node')).toBe('1000\nwritten');
  });
});

describe('the Debian bases', () => {
  it.each(['node:24', 'node:24-slim', 'python:3.13-slim'])('%s adds users with useradd', async (image) => {
    expect(await run(image, 'useradd -m -u 1234 app && id -u app && ls -d /home/app')).toBe(
      '1234\n/home/app',
    );
  });

  it('python:3.13-slim makes virtual environments that run', async () => {
    const script =
      'python -m venv /opt/venv && /opt/venv/bin/python -c "import ssl, sqlite3, zlib; print(1)"';
    expect(await run('python:3.13-slim', script)).toBe('1');
  });
});

describe('golang:1.26-alpine', () => {
  const image = 'golang:1.26-alpine';

  it('finds the library that the labs need compiled, where it is a stand-in', async (context) => {
    const label = '{{ index .Config.Labels "dev.docker-labs.standin" }}';
    const { stdout } = await execa('docker', ['image', 'inspect', '--format', label, image]);
    if (stdout !== 'true')
      context.skip('this is the real image, which compiles the library at the first build');
    const script = `mkdir /web && cd /web
printf 'module web\\ngo 1.25\\n' > go.mod
printf 'package main\\nimport ("log"; "net/http")\\nfunc main() { log.Fatal(http.ListenAndServe(":80", nil)) }' > main.go
CGO_ENABLED=0 go build -v -o /tmp/web . 2>&1`;
    expect(await run(image, script)).toBe('web');
  });
});
