import { describe, expect, it } from 'vitest';
import { predict, predictFailure } from './predict.ts';

const size = async (dockerfile: string) => (await predict(dockerfile)).image.size;

describe('apk', () => {
  it('brings the paths that are known of a package', async () => {
    const { files } = await predict('FROM node:24-alpine\nRUN apk add --no-cache tini\n');
    expect(files.resolve('/sbin/tini')?.mode).toBe(0o755);
  });

  it('says that it does not know how large others are', async () => {
    const { image } = await predict('FROM node:24-alpine\nRUN apk add --no-cache some-rare-thing\n');
    expect(image.unknown?.size).toContain('some-rare-thing');
  });

  it('leaves the index behind without --no-cache', async () => {
    const [clean, left] = [
      await size('FROM alpine:3.24\nRUN apk add --no-cache curl\n'),
      await size('FROM alpine:3.24\nRUN apk add curl\n'),
    ];
    expect(left).toBeGreaterThan(clean + 1_000_000);
  });

  it('frees what the same RUN installed, not what a layer before did', async () => {
    const base = await size('FROM alpine:3.24\n');
    const same = await size(
      'FROM alpine:3.24\nRUN apk add --no-cache -t .build build-base && apk del .build\n',
    );
    const later = await size(
      'FROM alpine:3.24\nRUN apk add --no-cache -t .build build-base\nRUN apk del .build\n',
    );
    expect(same - base).toBeLessThan(100_000);
    expect(later - base).toBeGreaterThan(200_000_000);
  });

  it('removes itself, and then is not found', async () => {
    const removed = 'FROM node:24-alpine\nRUN apk del --purge apk-tools\n';
    const { files } = await predict(removed);
    expect(files.absent?.('/sbin/apk')).toBe(true);
    expect(files.absent?.('/etc/ssl/certs/ca-certificates.crt')).toBe(true);
    expect((await predictFailure(`${removed}RUN apk add curl\n`)).exitCode).toBe(127);
  });
});

describe('apt-get', () => {
  const install = 'apt-get install -y --no-install-recommends build-essential';

  it('needs its lists, and an answer', async () => {
    expect((await predictFailure(`FROM debian:13-slim\nRUN ${install}\n`)).log.join()).toContain(
      'Unable to locate package',
    );
    const asks = 'FROM debian:13-slim\nRUN apt-get update && apt-get install gcc\n';
    expect((await predictFailure(asks)).log.join()).toContain('Abort');
  });

  it('is smaller when the lists go in the same RUN', async () => {
    const kept = await size(`FROM python:3.13-slim\nRUN apt-get update && ${install}\n`);
    const later = await size(
      `FROM python:3.13-slim\nRUN apt-get update && ${install}\nRUN rm -rf /var/lib/apt/lists/*\n`,
    );
    const same = await size(
      `FROM python:3.13-slim\nRUN apt-get update && ${install} && rm -rf /var/lib/apt/lists/*\n`,
    );
    expect(later).toBe(kept);
    expect(kept - same).toBeGreaterThan(10_000_000);
  });

  it('puts a compiler where checks look for one', async () => {
    const none = await predict('FROM python:3.13-slim\n');
    const some = await predict(`FROM python:3.13-slim\nRUN apt-get update && ${install}\n`);
    expect(none.files.absent?.('/usr/bin/gcc')).toBe(true);
    expect(some.files.resolve('/usr/bin/gcc')).toBeDefined();
  });
});

describe('pip', () => {
  const FILES = {
    'requirements.txt': 'Flask==3.1.0  # web\ngunicorn==23.0.0\n-i https://example.org/simple\n',
  };
  const venv = [
    'FROM python:3.13-slim AS builder',
    'RUN python -m venv /opt/venv',
    'ENV PATH="/opt/venv/bin:$PATH"',
    'COPY requirements.txt .',
  ];

  it('installs into the virtual environment that is on the path', async () => {
    const dockerfile = [
      ...venv,
      'RUN pip install --no-cache-dir -r requirements.txt',
      'FROM python:3.13-slim',
      'COPY --from=builder /opt/venv /opt/venv',
    ];
    const { files } = await predict(dockerfile.join('\n'), FILES);
    expect(files.resolve('/opt/venv/lib/python3.13/site-packages/flask')).toBeDefined();
    expect(files.resolve('/opt/venv/bin/gunicorn')?.mode).toBe(0o755);
    expect(files.resolve('/opt/venv/bin/python')?.path).toBe('/usr/local/bin/python3.13');
    expect(files.absent?.('/root/.cache/pip')).not.toBe(false);
    expect(files.absent?.('/usr/local/lib/python3.13/site-packages/flask')).toBe(false);
  });

  it('installs into the system without one, and leaves its cache', async () => {
    const { files } = await predict(
      'FROM python:3.13-slim\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n',
      FILES,
    );
    expect(files.resolve('/usr/local/lib/python3.13/site-packages/gunicorn')).toBeDefined();
    expect(files.resolve('/root/.cache/pip')).toBeDefined();
  });

  it('fails without its list', async () => {
    const failure = await predictFailure('FROM python:3.13-slim\nRUN pip install -r requirements.txt\n');
    expect(failure.log.join()).toContain('Could not open requirements file');
  });
});

describe('go', () => {
  const MOD = 'module example.org/app/v2\n\ngo 1.26\n\nrequire (\n\tgithub.com/google/uuid v1.6.0\n)\n';
  const MAIN = 'package main\n\nimport "net/http"\n\nfunc main() { http.ListenAndServe(":8080", nil) }\n';
  const FILES = { 'go.mod': MOD, 'go.sum': 'x\n', 'main.go': MAIN };
  const from = (image: string, ...lines: string[]) =>
    [`FROM ${image}`, 'WORKDIR /src', 'COPY . .', ...lines].join('\n');
  const elfTypes = (header: Buffer | undefined) => {
    if (!header) throw new Error('no content');
    return Array.from({ length: header.readUInt16LE(56) }, (_, index) =>
      header.readUInt32LE(64 + index * 56),
    );
  };

  it.each([
    ['go build -o main .', '/src/main'],
    ['go build', '/src/app'],
    ['go build -o /out/ ./cmd/server', '/out/server'],
    ['go build -ldflags="-s -w" -trimpath -o=bin/app ./...', '/src/bin/app'],
    ['go install .', '/go/bin/app'],
  ])('%s makes %s', async (run, path) => {
    const { files } = await predict(from('golang:1.26-alpine', `RUN ${run}`), FILES);
    expect(files.resolve(path)?.mode).toBe(0o755);
  });

  it('links statically unless cgo has a compiler and a reason', async () => {
    const header = async (image: string, run: string) =>
      elfTypes((await predict(from(image, `RUN ${run}`), FILES)).files.content('/src/main'));
    const PT_INTERP = 3;
    expect(await header('golang:1.26', 'go build -o main .')).toContain(PT_INTERP);
    expect(await header('golang:1.26', 'CGO_ENABLED=0 go build -o main .')).not.toContain(PT_INTERP);
    expect(await header('golang:1.26-alpine', 'go build -o main .')).not.toContain(PT_INTERP);
  });

  it('fails for what can be seen: no go.sum, no go.mod, a Dockerfile.go', async () => {
    const fails = async (files: Record<string, string>) =>
      (await predictFailure(from('golang:1.26-alpine', 'RUN go build -o main .'), files)).log.join('\n');
    const { 'go.sum': _, ...noSum } = FILES;
    expect(await fails(noSum)).toContain('missing go.sum entry');
    expect(await fails({ 'main.go': MAIN })).toContain('go.mod file not found');
    expect(await fails({ ...FILES, 'Dockerfile.go': '# a comment\nFROM golang\n' })).toContain(
      "Dockerfile.go:1:1: illegal character U+0023 '#'",
    );
  });

  it('is known whole in scratch', async () => {
    const dockerfile = [
      from('golang:1.26-alpine AS builder', 'RUN CGO_ENABLED=0 go build -o main .'),
      'FROM scratch',
      'COPY --from=builder /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/',
      'COPY --from=builder /src/main /main',
    ].join('\n');
    const { files, image } = await predict(dockerfile, FILES, {
      produces: [{ run: 'go build', paths: { main: 6_100_000 } }],
    });
    expect(files.complete).toBe(true);
    expect([...files.entries.keys()].filter((path) => files.resolve(path)?.type === 'file')).toEqual([
      '/etc/ssl/certs/ca-certificates.crt',
      '/main',
    ]);
    expect(image.size).toBeGreaterThan(6_100_000);
    expect(image.unknown).toBeUndefined();
  });

  it('is a third smaller without its symbols: what a lab declares is that of its solution', async () => {
    const sizeOf = async (flags: string) => {
      const lines = `${from('golang:1.26-alpine AS builder', `RUN go build ${flags} -o main .`)}\nFROM scratch\nCOPY --from=builder /src/main /\n`;
      const produces = [{ run: 'go build', paths: { main: 6_100_000 } }];
      return (await predict(lines, FILES, { produces })).image.size;
    };
    expect(await sizeOf('-trimpath -ldflags "-s -w"')).toBe(6_100_000);
    expect(await sizeOf('')).toBeGreaterThan(8_500_000);
  });
});
