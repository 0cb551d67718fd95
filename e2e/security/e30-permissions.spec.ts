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

/** Each is tried at once, while the gesture counts; what comes back is the name of the refusal. */
const WAYS_TO_DEVICES = `(async () => {
  const DEVICES = ['usb', 'hid', 'serial', 'bluetooth'];
  const ways = {
    screen: () => navigator.mediaDevices.getDisplayMedia({ video: true }),
    place: () => new Promise((resolve, reject) => navigator.geolocation.getCurrentPosition(resolve, reject)),
    usb: () => navigator.usb.requestDevice({ filters: [{ vendorId: 1 }] }),
    hid: () => navigator.hid.requestDevice({ filters: [] }),
    serial: () => navigator.serial.requestPort(),
    bluetooth: () => navigator.bluetooth.requestDevice({ acceptAllDevices: true }),
    clipboard: () => navigator.clipboard.readText(),
  };
  const attempt = async ([name, way]) => {
    try {
      if (DEVICES.includes(name) && !(name in navigator)) return [name, 'NotThere'];
      const had = await way();
      return [name, Array.isArray(had) && had.length === 0 ? 'NothingGiven' : 'granted'];
    } catch (error) {
      return [name, error.name ?? 'code ' + error.code];
    }
  };
  return Object.fromEntries(await Promise.all(Object.entries(ways).map(attempt)));
})()`;
/** Refused by a rule, or not offered at all; the lack of a gesture or of hardware would have another name. */
const REFUSED = /^(NotAllowedError|SecurityError|code 1|NotThere)$/;

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

  test('no device, screen or place can be had, not even at a click', async () => {
    // By main, because a page that a debugger drives has no user's gesture, without which Chromium refuses most of it itself.
    const outcomes = await used.signer.app.evaluate(async ({ webContents }, code) => {
      const contents = webContents.getAllWebContents().find((one) => one.getURL().endsWith('/review.html'));
      return contents?.executeJavaScript(code, true);
    }, WAYS_TO_DEVICES);
    expect(outcomes).toEqual(
      Object.fromEntries(Object.keys(outcomes).map((name) => [name, expect.stringMatching(REFUSED)])),
    );
    expect(Object.keys(outcomes)).toHaveLength(7);
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
