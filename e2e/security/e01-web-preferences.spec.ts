import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { signerCommand } from '../support/launch-signer.ts';
import { useSigner } from '../support/use-signer.ts';

const used = useSigner();

/** What Electron tells of a running window. It leaves out some options that it passes on all the same. */
const TOLD = {
  contextIsolation: true, // E-01
  nodeIntegration: false, // E-02
  nodeIntegrationInSubFrames: false, // E-02
  webSecurity: true, // E-03
  allowRunningInsecureContent: false, // E-03
  experimentalFeatures: false, // E-03
  sandbox: true, // E-04
  webviewTag: false, // E-05
};

/** What the artefact states; read from its bundle. */
const STATED = {
  ...TOLD,
  nodeIntegrationInWorker: false, // E-02
  navigateOnDragDrop: false, // E-07
  spellcheck: false, // E-07
  plugins: false, // E-07
  disableDialogs: true, // E-07
  webgl: false, // E-07
};

beforeAll(async () => {
  const review = await used.signer.review();
  await review.getByRole('button', { name: 'Try the camera' }).click();
  await used.signer.scan();
});

describe('E-01 to E-07: web preferences', () => {
  test('both windows have every option', async () => {
    const all = await used.signer.app.evaluate(({ webContents }) =>
      webContents.getAllWebContents().map((contents) => ({
        page: contents.getURL(),
        options: Reflect.get(contents, 'getLastWebPreferences').call(contents),
      })),
    );
    expect(all.map(({ page }) => page).sort()).toEqual(['app://signer/review.html', 'app://signer/scan.html']);
    for (const { options } of all) expect(options).toMatchObject(TOLD);
  });

  test.each(['test', 'release'] as const)('the %s artefact states each of them once', (build) => {
    const main = readFileSync(join(signerCommand(build).appDirectory, 'main.cjs'), 'utf8');
    for (const [option, value] of Object.entries(STATED)) {
      const stated = [...main.matchAll(new RegExp(`\\b${option}: (!0|!1|true|false)`, 'g'))].map((match) => match[1]);
      expect([option, stated]).toEqual([option, [value ? '!0' : '!1']]);
    }
  });

  test('no page reaches Node, Electron or another world', async () => {
    for (const page of [await used.signer.review(), await used.signer.scan()]) {
      const found = await page.evaluate(() =>
        ['require', 'process', 'Buffer', 'module', 'electron', 'ipcRenderer'].filter((name) => name in window),
      );
      expect(found).toEqual([]);
    }
  });

  test('a bridge is frozen and holds its few functions only', async () => {
    const keys = async (page: Awaited<ReturnType<typeof used.signer.review>>) =>
      page.evaluate(() => {
        const bridge = Reflect.get(window, 'vieraugen');
        try {
          bridge.extra = 1;
        } catch {
          // a frozen object refuses in strict mode
        }
        return Object.keys(bridge).sort();
      });
    expect(await keys(await used.signer.review())).toEqual(['act', 'onState', 'restart']);
    expect(await keys(await used.signer.scan())).toEqual(['onState', 'submit']);
  });

  test('E-05: a webview element stays an unknown element', async () => {
    const review = await used.signer.review();
    const works = await review.evaluate(() => {
      const element = document.createElement('webview');
      element.setAttribute('src', 'app://signer/scan.html');
      document.body.append(element);
      const hasGuest = 'getWebContentsId' in element;
      element.remove();
      return hasGuest;
    });
    expect(works).toBe(false);
  });

  test('E-06: the release has no developer tools', () => {
    const main = (build: 'test' | 'release') =>
      readFileSync(join(signerCommand(build).appDirectory, 'main.cjs'), 'utf8');
    expect(main('release')).toContain('devTools: BUILD === "test"');
    expect(main('release')).toContain('BUILD = "release"');
    expect(main('test')).toContain('BUILD = "test"');
  });
});
