import { expect, test } from 'vitest';
import { createIdempotencyKeys } from './idempotency.ts';

test('a request tried again keeps its key; another one, or the next after it took effect, has a new one', () => {
  let made = 0;
  const keys = createIdempotencyKeys(() => `key-${++made}`);
  expect(keys.keyFor('/v1/withdrawals {"amount":"1"}')).toBe('key-1');
  expect(keys.keyFor('/v1/withdrawals {"amount":"1"}')).toBe('key-1');
  expect(keys.keyFor('/v1/withdrawals {"amount":"2"}')).toBe('key-2');
  keys.settled();
  expect(keys.keyFor('/v1/withdrawals {"amount":"2"}')).toBe('key-3');
});
