import { expect, test } from 'vitest';
import { ConfigError } from './config/config.ts';
import { sentenceOf } from './sentence-of.ts';

const failure = (code: string, more: Record<string, unknown> = {}) =>
  Object.assign(new Error(`${code}: as the system says it`), { code, ...more });

test.each([
  [failure('EADDRINUSE', { port: 8443 }), /^The port 8443 is taken .* set PORT/],
  [failure('ECONNREFUSED'), /DATABASE_URL/],
  [failure('3D000'), /^The database refuses us: .*DATABASE_URL/],
  [failure('EACCES'), /^A file cannot be read or written: EACCES/],
  [new ConfigError('Set this.'), /^Set this\.$/],
])('%s is a sentence', (error, sentence) => {
  expect(sentenceOf(error)).toMatch(sentence);
});

test.each([[new Error('a mistake of ours')], [failure('ERR_INTERNAL')], ['text'], [undefined]])(
  '%s is not, so its stack is shown',
  (error) => {
    expect(sentenceOf(error)).toBeUndefined();
  },
);
