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

  test('even main cannot fetch through a session', async () => {
    connections = 0;
    const outcomes = await used.signer.app.evaluate(
      async ({ session }, address) =>
        Promise.all(
          ['review', 'scan'].map((role) =>
            session
              .fromPartition(role)
              .fetch(address)
              .then(
                (answer) => answer.status,
                () => 'failed',
              ),
          ),
        ),
      `http://127.0.0.1:${port()}/`,
    );
    for (const outcome of outcomes) expect(outcome).not.toBe(200);
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
