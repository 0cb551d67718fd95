import type { Page } from 'playwright';
import { beforeAll, describe, expect, test } from 'vitest';
import { drawFilm } from '../support/draw-film.ts';
import { useSigner } from '../support/use-signer.ts';

const used = useSigner((station) => {
  // A second's film of one grey picture: there is a camera, and it never shows a code.
  const cameraFile = `${station.directory}/camera.y4m`;
  drawFilm(cameraFile, [], { blankFrames: 10, width: 640, height: 480 });
  return { cameraFile };
});
let review: Page;
let scan: Page;

const NAMES = ['camera', 'microphone', 'geolocation', 'notifications', 'midi', 'clipboard-read', 'persistent-storage'];

function states(page: Page, names: readonly string[]): Promise<string[]> {
  return page.evaluate(
    (all) =>
      Promise.all(
        all.map((name) =>
          navigator.permissions.query({ name: name as PermissionName }).then(
            (status) => status.state,
            () => 'unsupported',
          ),
        ),
      ),
    [...names],
  );
}

function capture(page: Page, constraints: MediaStreamConstraints): Promise<string> {
  return page.evaluate(
    (wanted) =>
      navigator.mediaDevices.getUserMedia(wanted).then(
        (stream) => {
          for (const track of stream.getTracks()) track.stop();
          return 'granted';
        },
        (error: DOMException) => error.name,
      ),
    constraints,
  );
}

beforeAll(async () => {
  review = await used.signer.review();
});

describe('E-30, E-31: permissions', () => {
  test('the review window has none, asked or checked', async () => {
    for (const state of await states(review, NAMES)) expect(['denied', 'unsupported']).toContain(state);
    expect(await review.evaluate(() => Notification.permission)).toBe('denied');
    expect(await capture(review, { video: true })).toBe('NotAllowedError');
    expect(await capture(review, { audio: true })).toBe('NotAllowedError');
  });

  test('no device, screen or place can be had', async () => {
    const outcomes = await review.evaluate(async () => {
      const attempt = (run: () => Promise<unknown>) =>
        run().then(
          () => 'granted',
          () => 'refused',
        );
      const nav = navigator as unknown as Record<
        string,
        { requestDevice: (o: object) => Promise<unknown> } | undefined
      >;
      return Promise.all([
        attempt(() => navigator.mediaDevices.getDisplayMedia({ video: true })),
        attempt(() => new Promise((resolve, reject) => navigator.geolocation.getCurrentPosition(resolve, reject))),
        attempt(async () => nav.usb?.requestDevice({ filters: [] }) ?? Promise.reject()),
        attempt(async () => nav.bluetooth?.requestDevice({ acceptAllDevices: true }) ?? Promise.reject()),
        attempt(() => navigator.clipboard.readText()),
      ]);
    });
    expect(new Set(outcomes)).toEqual(new Set(['refused']));
  });

  test('the armed scan window has the camera, and the camera alone', async () => {
    await review.getByRole('button', { name: 'Try the camera' }).click();
    scan = await used.signer.scan();
    expect(await capture(scan, { video: true })).toBe('granted');
    expect(await capture(scan, { audio: true })).not.toBe('granted');
    expect(await capture(scan, { audio: true, video: true })).not.toBe('granted');
    expect(await capture(review, { video: true })).toBe('NotAllowedError');
    const others = NAMES.filter((name) => name !== 'camera');
    for (const state of await states(scan, others)) expect(['denied', 'unsupported']).toContain(state);
  });

  test('another window on the scan page has not', async () => {
    const outcome = await used.signer.app.evaluate(async ({ BrowserWindow, session }) => {
      const window = new BrowserWindow({
        show: false,
        webPreferences: { session: session.fromPartition('scan'), sandbox: true },
      });
      await window.loadURL('app://signer/scan.html');
      const result: unknown = await window.webContents.executeJavaScript(
        "navigator.mediaDevices.getUserMedia({ video: true }).then(() => 'granted', (error) => error.name)",
      );
      window.destroy();
      return result;
    });
    expect(outcome).toBe('NotAllowedError');
  });

  test('with the end of the scan its window, its process and the camera are gone', async () => {
    const pid = await used.signer.app.evaluate(({ webContents }) =>
      webContents
        .getAllWebContents()
        .find((contents) => contents.getURL().endsWith('scan.html'))
        ?.getOSProcessId(),
    );
    const closed = scan.waitForEvent('close');
    await scan
      .getByRole('button', { name: 'Stop scanning' })
      .click()
      .catch(() => undefined);
    await closed;
    expect(used.signer.isScanOpen()).toBe(false);
    await expect.poll(() => isRunning(pid ?? 0), { timeout: 5_000 }).toBe(false);
  });
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
