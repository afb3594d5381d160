import { stripVTControlCharacters } from 'node:util';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { compareImages } from '../../src/image/compare.ts';
import { type Examined, examineArchiveFile } from '../../src/image/examine.ts';
import { compareView } from '../../src/plain/compare.ts';
import { inspectView } from '../../src/plain/inspect.ts';
import { bar } from '../../src/plain/layer-rows.ts';
import { columnsOf } from '../../src/text/width.ts';
import { imageFixture } from '../helpers/archives.ts';

let image: Examined;
let other: Examined;
beforeAll(async () => {
  image = await examineArchiveFile(imageFixture('test-docker-image.tar'), { ref: 'dive-test:latest' });
  other = await examineArchiveFile(imageFixture('test-oci-gzip-image.tar'), { ref: 'readme' });
});

afterEach(() => vi.unstubAllEnvs());

const views = (pen: { color: boolean; ascii: boolean; width: number }) => {
  const differences = compareImages(
    { facts: image.facts, layers: image.layers.layers },
    { facts: other.facts, layers: other.layers.layers },
  );
  return [inspectView(image, pen), inspectView(other, pen), compareView(image, other, differences, pen)];
};

describe('the view of an image', () => {
  it('stays within any width', () => {
    for (const width of [20, 40, 80, 120]) {
      for (const lines of views({ color: true, ascii: false, width })) {
        for (const line of lines) expect(columnsOf(line), line).toBeLessThanOrEqual(width);
      }
    }
  });

  it('says the same without colour, and in ASCII alone where it must', () => {
    // styleText looks at the real stdout, too, and that is no terminal here
    vi.stubEnv('FORCE_COLOR', '1');
    const [plain = []] = views({ color: false, ascii: false, width: 80 });
    const [coloured = []] = views({ color: true, ascii: false, width: 80 });
    expect(coloured.join('\n')).toContain('\u001b[');
    expect(coloured.map((line) => stripVTControlCharacters(line).trimEnd())).toEqual(plain);
    for (const lines of views({ color: false, ascii: true, width: 80 })) {
      for (const line of lines) expect(line).toMatch(/^[\x20-\x7e]*$/);
    }
  });

  it('names layers, waste, what is buried, the biggest files and the configuration', () => {
    const text = views({ color: false, ascii: false, width: 100 })[0]?.join('\n') ?? '';
    expect(text).toContain('1.2 MB   14 layers   linux/amd64   user root   75ae28b8ebf8');
    expect(text).toMatch(/14 +6\.4 kB +▏ +RUN chmod \+x \/root\/saved\.txt/);
    expect(text).toContain('wasted 32.0 kB   efficiency 0.98');
    expect(text).toContain('12.8 kB  /root/saved.txt   layers 8, 14');
    expect(text).toMatch(/buried 3\d\.\d kB/);
    expect(text).toMatch(/1\.1 MB {2}\/bin\/\[ {3}layer 1/);
    expect(text).toContain('cmd         ["sh"]');
  });

  it('lets nothing of the image steer the terminal', () => {
    const evil = structuredClone(image);
    evil.facts.ref = 'evil\u001b[2Jname';
    evil.facts.config.env = { A: 'x\u001b]0;title\u0007y\nz' };
    const text = inspectView(evil, { color: false, ascii: false, width: 80 }).join('\n');
    expect(text).toContain('evilname');
    expect(text).toContain('A=xy z');
  });
});

describe('a bar', () => {
  it('is as long as the share, and shows whatever is more than nothing', () => {
    expect([bar(1, 4), bar(0.5, 4), bar(0.01, 4), bar(0, 4)]).toEqual(['████', '██', '▏', '']);
  });
});
