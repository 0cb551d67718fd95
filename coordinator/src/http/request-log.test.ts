import { once } from 'node:events';
import { createServer } from 'node:http';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { loggerOptions } from '../observability/logger.ts';
import { type AppParts, createApp } from './create-app.ts';

test('the line of a request has its method, path and status, and nothing that it bore', async () => {
  let written = '';
  const stream = new Writable({
    write: (chunk, _encoding, done) => {
      written += String(chunk);
      done();
    },
  });
  const parts = { routes: [], pages: [], isPublic: false, rateLimit: 100, logger: pino(loggerOptions('info'), stream) };
  const server = createServer(createApp(parts as Partial<AppParts> as AppParts)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  await fetch(`http://127.0.0.1:${port}/v1/token?key=SECRET1`, {
    method: 'POST',
    headers: { authorization: 'Bearer SECRET2', cookie: 'session=SECRET3', 'content-type': 'application/json' },
    body: '{"apiKey":"SECRET4"}',
  });
  server.close();
  await expect.poll(() => written).toContain('"path":"/v1/token"');
  expect(written).toContain('"status":404');
  expect(written).not.toMatch(/SECRET[1-4]/);
});
