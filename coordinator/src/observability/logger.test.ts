import { Writable } from 'node:stream';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { loggerOptions } from './logger.ts';

test('secrets are not in the log, three levels deep', () => {
  let written = '';
  const stream = new Writable({
    write: (chunk, _encoding, done) => {
      written += String(chunk);
      done();
    },
  });
  const logger = pino(loggerOptions('info'), stream);
  const secrets = { token: 'S1', apiKey: 'S2', plaintext: 'S3', cookie: 'S4', 'set-cookie': 'S5', authorization: 'S6' };
  logger.info({ ...secrets, request: { headers: secrets, ...secrets } }, 'hello');
  expect(written).toContain('hello');
  expect(written).not.toMatch(/S[1-6]/);
});
