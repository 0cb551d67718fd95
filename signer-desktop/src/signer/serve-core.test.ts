import { Refusal } from '@vieraugen/shared/bytes';
import { describe, expect, test } from 'vitest';
import type { Action } from '../ipc/actions.ts';
import { DONE, type Reply } from '../ipc/reply.ts';
import type { CorePorts, SignerCore } from '../ipc/signer-core.ts';
import type { FromSigner } from '../ipc/signer-protocol.ts';
import { serveCore } from './serve-core.ts';

const CONFIG = {
  dataDirectory: '/d',
  pkcs11: { module: '/m', sha256: 'ab'.repeat(32) },
  production: false,
  lockAfterMinutes: 15,
};

const settle = () => new Promise((resolve) => setTimeout(resolve, 10));

/** A core whose `handle` is given, on a port whose other end is the test. */
function connect(handle: (action: Action, ports: CorePorts) => Promise<Reply>) {
  const posted: FromSigner[] = [];
  let deliver: (raw: unknown) => void = () => undefined;
  const port = {
    post: (message: FromSigner) => void posted.push(message),
    onMessage: (listener: (raw: unknown) => void) => {
      deliver = listener;
    },
  };
  serveCore(
    port,
    (_config, ports): SignerCore => ({ handle: (action) => handle(action, ports), onView: () => undefined }),
  );
  return { posted, deliver: (raw: unknown) => deliver(raw) };
}

describe('serveCore', () => {
  test('answers a request before the start with a refusal', async () => {
    const { posted, deliver } = connect(async () => DONE);
    deliver({ type: 'request', id: 1, action: { type: 'status' } });
    await settle();
    expect(posted).toMatchObject([{ type: 'reply', id: 1, reply: { ok: false, code: 'NOT_STARTED' } }]);
  });

  test('runs one action at a time, in order', async () => {
    const seen: string[] = [];
    const { posted, deliver } = connect(async (action) => {
      seen.push(`begin ${action.type}`);
      await settle();
      seen.push(`end ${action.type}`);
      return DONE;
    });
    deliver({ type: 'start', config: CONFIG });
    deliver({ type: 'request', id: 1, action: { type: 'doctor' } });
    deliver({ type: 'request', id: 2, action: { type: 'status' } });
    await settle();
    await settle();
    await settle();
    expect(seen).toEqual(['begin doctor', 'end doctor', 'begin status', 'end status']);
    expect(posted.filter((message) => message.type === 'reply').map((message) => message.id)).toEqual([1, 2]);
  });

  test('lets a refusal out, but nothing of a failure', async () => {
    const { posted, deliver } = connect(async (action) => {
      if (action.type === 'doctor') throw new Refusal('NO_TOKEN', 'No token is there. Plug one in.');
      throw new TypeError('secret 123456 in /home/x');
    });
    deliver({ type: 'start', config: CONFIG });
    deliver({ type: 'request', id: 1, action: { type: 'doctor' } });
    deliver({ type: 'request', id: 2, action: { type: 'status' } });
    await settle();
    expect(posted).toContainEqual({
      type: 'reply',
      id: 1,
      reply: { ok: false, code: 'NO_TOKEN', message: 'No token is there. Plug one in.' },
    });
    expect(posted).toMatchObject([{}, {}, { id: 2, reply: { ok: false, code: 'INTERNAL' } }]);
    expect(JSON.stringify(posted)).not.toContain('123456');
  });

  test('a question goes out and its answer comes back while the action waits', async () => {
    const answers: boolean[] = [];
    const question = { title: 'T', message: 'M', detail: '', confirmLabel: 'Yes', refuseLabel: 'No' };
    const { posted, deliver } = connect(async (_action, ports) => {
      answers.push(await ports.confirm(question));
      return DONE;
    });
    deliver({ type: 'start', config: CONFIG });
    deliver({ type: 'request', id: 1, action: { type: 'status' } });
    await settle();
    expect(posted).toContainEqual({ type: 'confirm', id: 1, question });
    deliver({ type: 'confirmed', id: 1, yes: true });
    deliver({ type: 'confirmed', id: 1, yes: false });
    await settle();
    expect(answers).toEqual([true]);
  });

  test.each([
    null,
    'x',
    { type: 'start' },
    { type: 'request', id: 1, action: { type: 'nonsense' } },
    { type: 'start', config: CONFIG, more: 1 },
  ])('stops at a message that the protocol does not know: %j', (raw) => {
    expect(() => connect(async () => DONE).deliver(raw)).toThrow();
  });
});
