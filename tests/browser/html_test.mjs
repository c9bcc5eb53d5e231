// Looks at the HTML reports in a browser: no violation of axe's rules, nothing wider than a phone, nothing asked of the
// network, whole without scripts, and on paper everything that a screen folds away.
// Use: node --test html_test.mjs, with KINSAFE and CHROMIUM as paths of the two programs.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const root = fileURLToPath(new URL('../..', import.meta.url));
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const languages = ['en', 'zh-CN', 'zh-TW', 'ja'];
const widths = [390, 1280];

let folder, browser;
const pages = [], conductPages = [];

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kinsafe-pages-'));
  for (const [sample, language] of [...languages.map(each => ['harvesting', each]), ['compliant', 'en']]) {
    const path = join(folder, `${sample}.${language}.html`);
    execFileSync(process.env.KINSAFE, ['audit', join(root, `samples/${sample}.apk`), '--format', 'html', '--lang', language, '--store', 'google-play', '-o', path]);
    pages.push({ language, path, url: pathToFileURL(path).href });
  }
  // Records of collection: the report and the exhibit of its episode.
  const store = join(folder, 'store'), records = ['calls', 'contacts', 'loans', 'messages'].map(each => join(root, `samples/conduct/${each}.csv`));
  execFileSync(process.env.KINSAFE, ['conduct', 'import', ...records, '--store', store, '--tz', 'Asia/Shanghai']);
  const [episode] = JSON.parse(execFileSync(process.env.KINSAFE, ['conduct', 'check', '--store', store, '--format', 'json'])).facts.episode;
  for (const language of languages) {
    const report = join(folder, `conduct.${language}.html`), exhibit = join(folder, `exhibit.${language}.html`);
    execFileSync(process.env.KINSAFE, ['conduct', 'check', '--store', store, '--format', 'html', '--lang', language, '-o', report]);
    execFileSync(process.env.KINSAFE, ['conduct', 'report', '--store', store, '--episode', episode.id, '--lang', language, '-o', exhibit]);
    for (const path of [report, exhibit]) conductPages.push({ language, path, url: pathToFileURL(path).href });
  }
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
});

after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function inPage({ url }, options, look) {
  const context = await browser.newContext(options);
  const asked = [];
  const page = await context.newPage();
  page.on('request', request => { if (request.url() !== url) asked.push(request.url()); });
  await page.goto(url);
  await look(page);
  assert.deepEqual(asked, [], 'the page asks for something beside itself');
  await context.close();
}

test('axe finds nothing wrong, by day and by night, on a phone and on a desk', async () => {
  // A look takes seconds, so each page is looked at in one way; what differs between languages is text.
  for (const [i, page] of [...pages, ...conductPages].entries()) {
    const [width, colorScheme] = [[390, 'dark'], [1280, 'light']][i % 2];
    await inPage(page, { viewport: { width, height: 900 }, colorScheme }, async tab => {
      await tab.evaluate(axe);
      const { violations, passes } = await tab.evaluate(() => axe.run());
      assert.deepEqual(violations.map(each => [each.id, each.nodes[0].html]), [], `${page.path} ${width} ${colorScheme}`);
      assert.ok(passes.length > 10);
    });
  }
});

test('nothing is wider than the screen', async () => {
  for (const page of [...pages, ...conductPages])
    for (const width of [320, ...widths])
      await inPage(page, { viewport: { width, height: 900 } }, async tab => {
        assert.equal(await tab.evaluate(() => document.documentElement.scrollWidth > innerWidth), false, `${page.path} ${width}`);
      });
});

test('the cells of a table stand side by side', async () => {
  for (const page of [...pages, ...conductPages])
    for (const width of widths)
      await inPage(page, { viewport: { width, height: 900 } }, async tab => {
        const torn = await tab.evaluate(() => [...document.querySelectorAll('tr')].filter(row => new Set([...row.cells].filter(cell => cell.getClientRects().length > 0).map(cell => cell.getBoundingClientRect().top)).size > 1).map(row => row.innerText));
        assert.deepEqual(torn, [], `${page.path} ${width}`);
      });
});

test('it is whole without scripts and names its language', async () => {
  for (const page of pages)
    await inPage(page, { javaScriptEnabled: false }, async tab => {
      assert.equal(await tab.locator('html').getAttribute('lang'), page.language);
      for (const id of ['answer', 'overview', 'norms', 'evidence', 'gaps', 'identity']) assert.equal(await tab.locator(`h2#${id}`).count(), 1, id);
    });
});

test('paper shows what the screen folds away, on A4', async () => {
  for (const page of pages.slice(0, languages.length))
    await inPage(page, {}, async tab => {
      assert.ok(await tab.locator('details:not([open])').count() > 0);
      const isShown = () => tab.locator('details:not([open]) .notes').first().evaluate(each => each.checkVisibility({ contentVisibilityAuto: true }));
      assert.equal(await isShown(), false);
      await tab.emulateMedia({ media: 'print' });
      assert.equal(await isShown(), true);
      const pdf = (await tab.pdf({ preferCSSPageSize: true })).toString('latin1');
      const [, width, height] = pdf.match(/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)/);
      assert.ok(Math.abs(width - 595) < 2 && Math.abs(height - 842) < 2, `${width} x ${height}`);
    });
});

test('the report of collection is whole without scripts, and its exhibit names everyone who was called', async () => {
  for (const page of conductPages)
    await inPage(page, { javaScriptEnabled: false }, async tab => {
      assert.equal(await tab.locator('html').getAttribute('lang'), page.language);
      const ids = page.path.includes('exhibit') ? ['people', 'sources'] : ['answers', 'verdicts', 'episodes', 'findings', 'rates', 'sources'];
      for (const id of ids) assert.equal(await tab.locator(`h2#${id}`).count(), 1, id);
      if (page.path.includes('exhibit')) {
        assert.equal(await tab.locator('.lanes line').count(), 9);
        assert.equal(await tab.locator('section table').first().locator('tbody tr').count(), 9);
      }
    });
});

// KINSAFE_SCREENSHOTS names a folder for pictures to look at; none are made without it.
test('pictures', { skip: !process.env.KINSAFE_SCREENSHOTS }, async () => {
  for (const page of pages.slice(0, languages.length))
    for (const width of widths)
      await inPage(page, { viewport: { width, height: 900 } }, async tab => {
        writeFileSync(join(process.env.KINSAFE_SCREENSHOTS, `${page.language}-${width}.png`), await tab.screenshot({ fullPage: true }));
      });
});
