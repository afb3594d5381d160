import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { gradeFiles } from '../../src/reports/grade/class.ts';
import { reportPage } from '../../src/reports/grade/page.ts';
import { DEFAULT_RULES } from '../../src/reports/grade/rules.ts';
import { findChromium, startChromium } from '../helpers/chromium.ts';
import { sealed } from '../helpers/exports.ts';
import { realCourse } from '../helpers/session.ts';

const EVIL =
  '<img src=x onerror="document.title=`owned`"></td></script><script>document.title="owned"</script>';
const program = await findChromium();
if (!program)
  console.log('The class report in a browser: skipped, there is no Chromium here (CHROMIUM names one).');

describe.skipIf(!program)('the class report in Chromium, from a file and without a network', () => {
  let dir: string;
  let browser: Browser;
  let page: Page;
  let url: string;
  /** What the page said on its console, threw, or asked the network for. */
  let noise: string[];

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'docker-labs-page-'));
    const course = await realCourse();
    const plans = [
      { name: 'Zoë', id: 's9', rounds: [{ naive: 'pass', 'two-stages': 'pass' }] },
      { name: 'Ada', id: 's10', rounds: [{ 'two-stages': 'fail' }], dockerfile: `FROM scratch\n# ${EVIL}\n` },
      { name: EVIL, id: EVIL, rounds: [{ naive: 'pass' }], actual: EVIL },
    ] as const;
    const files = [];
    for (const [index, plan] of plans.entries()) {
      const file = join(dir, `${index}.json`);
      writeFileSync(file, await sealed(course, plan as never));
      files.push(file);
    }
    const result = await gradeFiles(files, { course, rules: DEFAULT_RULES, keepFiles: true });
    const path = join(dir, 'class.html');
    writeFileSync(path, reportPage({ title: `Class ${EVIL}`, ...result, at: '2026-11-25T10:00:00.000Z' }));
    url = pathToFileURL(path).href;
    browser = await startChromium(program ?? '');
    page = await browser.newPage();
    page.setDefaultTimeout(30_000);
    page.on('console', (message) => noise.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => noise.push(error.message));
    page.on('request', (request) => {
      if (!/^(?:file|data):/.test(request.url())) noise.push(`asked for ${request.url()}`);
    });
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    rmSync(dir, { recursive: true, force: true });
  });
  beforeEach(async () => {
    noise = [];
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.goto(url);
  }, 120_000);
  afterEach(() => {
    expect(noise).toEqual([]);
  });

  const names = () => page.locator('#learners tbody tr:visible th').allInnerTexts();

  it('loads, and runs nothing that a learner wrote', async () => {
    expect(await page.title()).toBe(`Class ${EVIL}`);
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.locator('script').count()).toBe(1);
    expect(await names()).toEqual(['Zoë', 'Ada', EVIL]);
    expect(await page.locator('article.learner:visible').count()).toBe(0);
  });

  it('sorts by a column, down and up, and says so to a screen reader', async () => {
    const head = page.locator('#learners th', { hasText: 'Id' });
    await head.getByRole('button').click();
    expect(await head.getAttribute('aria-sort')).toBe('ascending');
    expect(await names()).toEqual([EVIL, 'Zoë', 'Ada']);
    await head.getByRole('button').click();
    expect(await head.getAttribute('aria-sort')).toBe('descending');
    expect(await names()).toEqual(['Ada', 'Zoë', EVIL]);
    await page.locator('#learners th', { hasText: 'Score' }).getByRole('button').click();
    expect((await names())[0]).toBe('Ada');
    expect(await page.locator('#learners th[aria-sort]').count()).toBe(1);
  });

  it('finds a learner by a part of the name, and says how many are shown', async () => {
    await page.getByLabel('Find a learner').fill('zo');
    expect(await names()).toEqual(['Zoë']);
    expect(await page.getByRole('status').textContent()).toBe('1 of 3 shown');
    await page.getByLabel('Find a learner').fill('');
    await page.getByLabel('Show').selectOption('altered');
    expect(await names()).toEqual([]);
  });

  it('opens a learner with his Dockerfile, and goes back', async () => {
    await page.getByRole('link', { name: 'Ada', exact: true }).first().click();
    await page.locator('article.learner:visible').waitFor();
    expect(await page.locator('#overview').isVisible()).toBe(false);
    expect(await page.locator('article.learner:visible h1').textContent()).toBe('Ada');
    expect(await page.evaluate('document.activeElement.tagName')).toBe('H1');
    await page.locator('article.learner:visible summary').click();
    expect(await page.locator('article.learner:visible pre').textContent()).toContain(EVIL);
    await page.goBack();
    await page.locator('#overview').waitFor();
  });

  it('does all of that with the keyboard alone', async () => {
    const focused = () => page.evaluate<string>('document.activeElement.textContent.trim()');
    const tabTo = async (wanted: (text: string) => boolean) => {
      for (let count = 0; count < 40; count++) {
        await page.keyboard.press('Tab');
        if (wanted(await focused())) return;
      }
      throw new Error('no Tab leads there');
    };
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Skip to the overview');
    await tabTo((text) => text === 'Learner');
    await page.keyboard.press('Enter');
    expect(await names()).toEqual([EVIL, 'Ada', 'Zoë']);
    await tabTo((text) => text === 'Zoë');
    await page.keyboard.press('Enter');
    await page.locator('article.learner:visible').waitFor();
    await tabTo((text) => text === 'Dockerfile.basic');
    await page.keyboard.press('Enter');
    expect(await page.locator('article.learner:visible pre').isVisible()).toBe(true);
  });

  it('fits a narrow window, and prints the overview without its tools', async () => {
    await page.setViewportSize({ width: 360, height: 700 });
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    await page.emulateMedia({ media: 'print' });
    expect(await page.getByLabel('Find a learner').isVisible()).toBe(false);
    expect((await page.pdf({ format: 'A4' })).length).toBeGreaterThan(5000);
    // The width of a printed page, where an id once stood one letter below the other.
    await page.setViewportSize({ width: 640, height: 900 });
    const lines = `[...document.querySelectorAll('#learners td:nth-child(2)')].map((cell) => {
      const range = document.createRange();
      range.selectNodeContents(cell);
      return [cell.textContent, new Set([...range.getClientRects()].map(({ top }) => top)).size];
    })`;
    expect(await page.evaluate(lines)).toEqual(
      expect.arrayContaining([
        ['s9', 1],
        ['s10', 1],
      ]),
    );
  });
});
