import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
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
  'javascript:document.body.remove()',
  'blob:app://signer/0',
  'filesystem:app://signer/temporary/x',
  'view-source:app://signer/review.html',
  'devtools://devtools/bundled/inspector.html',
  'chrome://gpu/',
];

const WAYS: Record<string, (address: string) => string> = {
  'location.assign': (address) => `location.assign(${JSON.stringify(address)})`,
  'a link': (address) => clickLink(address, ''),
  'a link to a new window': (address) => clickLink(address, '_blank'),
  'window.open': (address) => `window.open(${JSON.stringify(address)})`,
  'a form': (address) =>
    `(() => { const form = document.createElement('form'); form.action = ${JSON.stringify(address)};
      document.body.append(form); form.submit(); form.remove(); })()`,
  'a frame': (address) =>
    `(() => { const frame = document.createElement('iframe'); document.body.append(frame);
      frame.src = ${JSON.stringify(address)}; })()`,
};

function clickLink(address: string, target: string): string {
  return `(() => { const link = document.createElement('a'); link.href = ${JSON.stringify(address)};
    link.target = '${target}'; document.body.append(link); link.click(); link.remove(); })()`;
}

/**
 * Runs code in the review page as its own script would, with a user's gesture. Not through the page's debugger: that waits
 * for ever for a navigation which was forbidden.
 */
function inReview(code: string): Promise<unknown> {
  return used.signer.app.evaluate(async ({ webContents }, source) => {
    const review = webContents.getAllWebContents().find((contents) => !contents.isDestroyed());
    return review?.executeJavaScript(`${source}; undefined`, true).catch(() => undefined);
  }, code);
}

/** What a frame shows of which nothing was loaded: its first page, or Chromium's own instead of what was forbidden. */
const NOTHING = ['about:blank', 'chrome-error://chromewebdata/'];

/** Where all windows are, what their frames loaded, and whether the review window still shows the document that was marked. */
async function whereabouts(): Promise<{ addresses: string[]; framed: string[]; isMarked: unknown }> {
  const { shown, ...rest } = await used.signer.app.evaluate(async ({ webContents }) => {
    const all = webContents.getAllWebContents();
    const frames = all.flatMap(({ mainFrame }) => mainFrame.framesInSubtree.filter((frame) => frame !== mainFrame));
    return {
      addresses: all.map((contents) => contents.getURL()),
      shown: await Promise.all(frames.map(async (frame) => String(await frame.executeJavaScript('location.href')))),
      isMarked: await all[0]?.executeJavaScript("window.marked === true && document.querySelector('h1') !== null"),
    };
  });
  return { ...rest, framed: shown.filter((address) => !NOTHING.includes(address)) };
}

beforeAll(async () => {
  await inReview('window.marked = true');
});

describe('E-20, E-21: no page goes anywhere or opens anything', () => {
  describe.each(Object.keys(WAYS))('by %s', (way) => {
    test.each(HOSTILE)('to %s', async (address) => {
      await inReview(WAYS[way]?.(address) ?? '');
      await sleep(50);
      expect(await whereabouts()).toEqual({ addresses: [OWN], framed: [], isMarked: true });
      await inReview("document.querySelectorAll('iframe').forEach((frame) => frame.remove())");
    });
  });

  test('about:blank, which Chromium lets no rule forbid, ends in a fresh window of ours', async () => {
    await inReview("location.assign('about:blank')");
    // Code sent to a window that is just being replaced is never answered, so the question waits until it is.
    await sleep(1_500);
    expect(await whereabouts()).toEqual({ addresses: [OWN], framed: [], isMarked: false });
    const review = await used.signer.review();
    await review.getByRole('button', { name: 'Check the station' }).click();
    await review.waitForSelector('.checks');
  });
});
