import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright';
import { describe, expect, test } from 'vitest';
import { useSigner } from '../support/use-signer.ts';

const used = useSigner();
const OWN = 'app://signer/review.html';

const HOSTILE = [
  'app://signer.evil/',
  'app://signer/scan.html',
  'https://x.example/?app://signer',
  'http://127.0.0.1:9/',
  'data:text/html,<h1>x</h1>',
  'file:///etc/hostname',
  'javascript:document.title="moved"',
  'about:blank',
  'blob:app://signer/0',
  'filesystem:app://signer/temporary/x',
  'view-source:app://signer/review.html',
  'devtools://devtools/bundled/inspector.html',
  'chrome://gpu/',
];

const WAYS: Record<string, (page: Page, address: string) => Promise<void>> = {
  'location.href': (page, address) => page.evaluate((to) => location.assign(to), address),
  'a link': (page, address) =>
    page.evaluate((to) => {
      const link = document.createElement('a');
      link.href = to;
      document.body.append(link);
      link.click();
      link.remove();
    }, address),
  'a form': (page, address) =>
    page.evaluate((to) => {
      const form = document.createElement('form');
      form.action = to;
      document.body.append(form);
      form.submit();
      form.remove();
    }, address),
  'window.open': (page, address) => page.evaluate((to) => void window.open(to), address),
  'a link to a new window': (page, address) =>
    page.evaluate((to) => {
      const link = document.createElement('a');
      link.href = to;
      link.target = '_blank';
      document.body.append(link);
      link.click();
      link.remove();
    }, address),
  'a frame': (page, address) =>
    page.evaluate((to) => {
      const frame = document.createElement('iframe');
      document.body.append(frame);
      frame.src = to;
      setTimeout(() => frame.remove(), 100);
    }, address),
};

describe('E-20, E-21: no page goes anywhere or opens anything', () => {
  describe.each(Object.keys(WAYS))('by %s', (way) => {
    test.each(HOSTILE)('to %s', async (address) => {
      const before = await used.signer.review();
      await Promise.race([WAYS[way]?.(before, address).catch(() => undefined), sleep(1_000)]);
      await sleep(60);
      // about:blank cannot be forbidden; a window that went there is replaced. All else leaves the page as it was.
      const after = await used.signer.review();
      if (address !== 'about:blank') expect(after).toBe(before);
      expect(await after.locator('h1').count()).toBe(1);
      const windows = await used.signer.app.evaluate(({ webContents }) =>
        webContents.getAllWebContents().map((contents) => contents.getURL()),
      );
      expect(windows).toEqual([OWN]);
    });
  });

  test('the page works afterwards', async () => {
    const review = await used.signer.review();
    await review.getByRole('button', { name: 'Check the station' }).click();
    await review.waitForSelector('.checks');
  });
});
