import type { Page } from 'playwright';
import { beforeAll, describe, expect, test } from 'vitest';
import { useSigner } from '../support/use-signer.ts';

const used = useSigner();

/** Written down here once more, so that a channel which is added without a thought fails this file. */
const CHANNELS = {
  'review/act': { from: 'review', good: { type: 'status' } },
  'review/open': { from: 'review', good: undefined },
  'review/restart': { from: 'review', good: undefined },
  'scan/submit': { from: 'scan', good: { type: 'scan-text', text: 'HELLO' } },
  'scan/open': { from: 'scan', good: undefined },
} as const;

type Channel = keyof typeof CHANNELS;
type Sender = 'review' | 'scan' | 'foreign' | 'child frame' | 'no frame' | 'another origin';

/** Everything that must not pass the schema of any channel. Functions and symbols cannot cross at all. */
const BAD_INPUTS: Record<string, unknown> = {
  null: null,
  'a number': 7,
  'a text': 'status',
  'a list': [],
  'an empty object': {},
  'an unknown type': { type: 'sign-anything' },
  'an extra key': { type: 'status', more: 1 },
  'an extra key on a text': { type: 'scan-text', text: 'A', path: '/etc/hostname' },
  'a wrong type of a field': { type: 'scan-text', text: 1 },
  'a missing field': { type: 'scan-text' },
  'an empty text': { type: 'scan-text', text: '' },
  'a text over any QR code': { type: 'scan-text', text: 'A'.repeat(4297) },
  'a huge text': { type: 'scan-text', text: 'A'.repeat(2_000_000) },
  'a type that is an object': { type: { toString: 'status' } },
};

/** Calls the registered handler with an event as Electron makes it, from the sender that is wanted. */
function call(channel: Channel, sender: Sender, args: readonly unknown[]): Promise<unknown> {
  return used.signer.app.evaluate(
    async ({ ipcMain, webContents }, request) => {
      const find = (role: string) =>
        webContents.getAllWebContents().find((one) => one.getURL().endsWith(`/${role}.html`));
      const role = request.sender === 'scan' || request.sender === 'review' ? request.sender : request.role;
      const contents = find(role);
      const foreign = { id: 4_711, mainFrame: contents?.mainFrame };
      const elsewhere = { origin: 'app://signer.evil' };
      const events: Record<string, unknown> = {
        foreign: { sender: foreign, senderFrame: contents?.mainFrame },
        'child frame': { sender: contents, senderFrame: { origin: 'app://signer' } },
        'no frame': { sender: contents, senderFrame: null },
        'another origin': { sender: { id: contents?.id, mainFrame: elsewhere }, senderFrame: elsewhere },
      };
      const event = events[request.sender] ?? { sender: contents, senderFrame: contents?.mainFrame };
      const handlers: Map<string, (...all: unknown[]) => Promise<unknown>> = Reflect.get(ipcMain, '_invokeHandlers');
      // The rate limit has a test of its own below.
      await new Promise((resolve) => setTimeout(resolve, request.pause));
      return handlers.get(request.channel)?.(event, ...request.args);
    },
    { channel, sender, role: CHANNELS[channel].from, args: [...args], pause: channel.endsWith('/open') ? 210 : 60 },
  );
}

const names = Object.keys(CHANNELS) as Channel[];

let review: Page;

beforeAll(async () => {
  review = await used.signer.review();
  await review.getByRole('button', { name: 'Try the camera' }).click();
  await used.signer.scan();
});

describe('E-72: the channels are these and no others', () => {
  test('handlers', async () => {
    const registered = await used.signer.app.evaluate(({ ipcMain }) => [
      ...Reflect.get(ipcMain, '_invokeHandlers').keys(),
    ]);
    expect(registered.sort()).toEqual([...names].sort());
  });

  test('listeners', async () => {
    const events = await used.signer.app.evaluate(({ ipcMain }) => ipcMain.eventNames());
    // Electron's own.
    expect(events).toEqual(['error']);
  });
});

describe.each(names)('E-76: %s', (channel) => {
  const { from, good } = CHANNELS[channel];
  const other = from === 'review' ? 'scan' : 'review';

  test.each([other, 'foreign', 'child frame', 'no frame', 'another origin'] as const)(
    'refuses the sender: %s',
    async (sender) => {
      expect(await call(channel, sender, good === undefined ? [] : [good])).toMatchObject({
        ok: false,
        code: 'WRONG_SENDER',
      });
    },
  );

  test.each(Object.keys(BAD_INPUTS))('refuses %s', async (what) => {
    expect(await call(channel, from, [BAD_INPUTS[what]])).toMatchObject({
      ok: false,
      code: expect.stringMatching(/^(BAD_INPUT|TOO_FAST)$/),
    });
  });

  test('refuses a second argument', async () => {
    expect(await call(channel, from, [good, good])).toMatchObject({
      ok: false,
      code: expect.stringMatching(/^(BAD_INPUT|TOO_FAST)$/),
    });
  });
});

describe('E-71, E-73, E-74', () => {
  test('a window with our page and our preload, but not one of ours, is refused', async () => {
    const reply = await used.signer.app.evaluate(async ({ app, BrowserWindow, session }) => {
      const preload = `${app.getAppPath()}/review.preload.cjs`;
      const preferences = { session: session.fromPartition('review'), sandbox: true, preload };
      const window = new BrowserWindow({ show: false, webPreferences: preferences });
      await window.loadURL('app://signer/review.html');
      const result: unknown = await window.webContents.executeJavaScript("window.vieraugen.act({ type: 'status' })");
      window.destroy();
      return result;
    });
    expect(reply).toMatchObject({ ok: false, code: 'WRONG_SENDER' });
  });

  test('the rate is bounded, one call a channel runs, and it recovers', async () => {
    const codes = await review.evaluate(async () => {
      const act = () => Reflect.get(window, 'vieraugen').act({ type: 'doctor' });
      const replies = await Promise.all(Array.from({ length: 200 }, act));
      return replies.map((reply: { ok: boolean; code?: string }) => reply.code ?? 'OK');
    });
    expect(codes).toContain('TOO_FAST');
    expect(codes).toContain('BUSY');
    const answered = codes.filter((code: string) => code === 'OK').length;
    expect(answered).toBeGreaterThan(0);
    expect(answered).toBeLessThanOrEqual(25);
    await review.waitForTimeout(1_100);
    expect(await review.evaluate(() => Reflect.get(window, 'vieraugen').act({ type: 'doctor' }))).toEqual({ ok: true });
  });

  test('a refusal bears a code and a sentence, and nothing of the machine', async () => {
    const reply = await review.evaluate(() => Reflect.get(window, 'vieraugen').act({ type: 'nonsense' }));
    expect(Object.keys(reply).sort()).toEqual(['code', 'message', 'ok']);
    expect(JSON.stringify(reply)).not.toMatch(/\/|at .*\(|node:|Error/);
  });
});
