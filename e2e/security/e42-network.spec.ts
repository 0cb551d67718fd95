import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { useSigner } from '../support/use-signer.ts';

const used = useSigner();
let server: Server;
let stun: Socket;
let connections = 0;
let packets = 0;

beforeAll(async () => {
  server = createServer((_request, response) => response.end('reached'));
  server.on('connection', () => {
    connections += 1;
  });
  server.listen(0, '127.0.0.1');
  stun = createSocket('udp4');
  stun.on('message', () => {
    packets += 1;
  });
  stun.bind(0, '127.0.0.1');
  await Promise.all([once(server, 'listening'), once(stun, 'listening')]);
});

afterAll(() => {
  server.close();
  stun.close();
});

const port = () => (server.address() as AddressInfo).port;

describe('E-42 to E-44: nothing leaves a window', () => {
  test('the probes work: this test reaches both', async () => {
    expect(await (await fetch(`http://127.0.0.1:${port()}/`)).text()).toBe('reached');
    const sender = createSocket('udp4');
    sender.send('x', stun.address().port, '127.0.0.1');
    await expect.poll(() => packets).toBe(1);
    sender.close();
    expect(connections).toBeGreaterThan(0);
  });

  test('no page makes a connection in any way', async () => {
    connections = 0;
    for (const page of await allPages()) {
      await page.evaluate((to) => {
        const ignore = () => undefined;
        const address = `http://127.0.0.1:${to}/`;
        const add = (tag: string, attributes: Record<string, string>) => {
          const element = document.createElement(tag);
          for (const [name, value] of Object.entries(attributes)) {
            try {
              element.setAttribute(name, value);
            } catch {
              // a script's address needs a trusted type
            }
          }
          document.body.append(element);
        };
        fetch(address, { mode: 'no-cors' }).catch(ignore);
        navigator.sendBeacon(address, 'x');
        new Image().src = address;
        add('link', { rel: 'preconnect', href: address });
        add('link', { rel: 'dns-prefetch', href: 'http://leak.example/' });
        add('link', { rel: 'prefetch', href: address });
        add('link', { rel: 'preload', as: 'image', href: address });
        add('link', { rel: 'stylesheet', href: address });
        add('video', { src: address, autoplay: '' });
        add('object', { data: address });
        add('embed', { src: address });
        const request = new XMLHttpRequest();
        request.open('GET', address);
        try {
          new WebSocket(`ws://127.0.0.1:${to}/`);
          new EventSource(address);
          request.send();
        } catch {
          // blocked at once is as good
        }
      }, port());
    }
    await sleep(1_000);
    expect(connections).toBe(0);
  });

  /** What each session of the program says to a fetch of our server by main, which no page rule stands before. */
  function fetchByMain(): Promise<readonly (number | string)[]> {
    return used.signer.app.evaluate(
      async ({ session }, address) =>
        Promise.all(
          [session.fromPartition('review'), session.fromPartition('scan'), session.defaultSession].map((one) =>
            one.fetch(address).then(
              (answer) => answer.status,
              (error: Error) => /ERR_[A-Z_]+/.exec(error.message)?.[0] ?? error.message,
            ),
          ),
        ),
      `http://127.0.0.1:${port()}/`,
    );
  }

  test('even main cannot fetch through a session, nor when one of the two rules is gone', async () => {
    connections = 0;
    // The schemes of the network end in a handler of ours. The default session, which no window uses, has none.
    expect(await fetchByMain()).toEqual([403, 403, 'ERR_BLOCKED_BY_CLIENT']);
    await used.signer.app.evaluate(({ session }) => {
      for (const role of ['review', 'scan']) session.fromPartition(role).protocol.unhandle('http');
    });
    expect(await fetchByMain()).toEqual(Array(3).fill('ERR_BLOCKED_BY_CLIENT'));
    expect(connections).toBe(0);
  });

  test('E-43: a session without our rules resolves no name and reaches no address either', async () => {
    connections = 0;
    const outcomes = await used.signer.app.evaluate(async ({ session }, address) => {
      const bare = session.fromPartition('without-rules');
      const attempt = (run: () => Promise<unknown>) =>
        run().then(
          () => 'reached',
          (error: Error) => error.message,
        );
      return {
        address: await attempt(() => bare.fetch(address)),
        proxy: await bare.resolveProxy(address),
        name: await attempt(() => bare.resolveHost('localhost.example')),
        ownName: await attempt(() => bare.resolveHost('localhost')),
      };
    }, `http://127.0.0.1:${port()}/`);
    expect(outcomes.address).toContain('ERR_PROXY_CONNECTION_FAILED');
    expect(outcomes.proxy).toBe('PROXY 127.0.0.1:9');
    expect(outcomes.name).toContain('ERR_NAME_NOT_RESOLVED');
    expect(outcomes.ownName).toContain('ERR_NAME_NOT_RESOLVED');
    expect(connections).toBe(0);
  });

  test('E-44: WebRTC sends no packet', async () => {
    packets = 0;
    for (const page of await allPages()) {
      await page.evaluate(async (to) => {
        const connection = new RTCPeerConnection({ iceServers: [{ urls: `stun:127.0.0.1:${to}` }] });
        connection.createDataChannel('x');
        await connection.setLocalDescription(await connection.createOffer());
      }, stun.address().port);
    }
    await sleep(2_000);
    expect(packets).toBe(0);
  });
});

async function allPages() {
  const review = await used.signer.review();
  if (!used.signer.isScanOpen()) await review.getByRole('button', { name: 'Try the camera' }).click();
  return [review, await used.signer.scan()];
}
