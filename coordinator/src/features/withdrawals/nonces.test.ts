import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lowestFree } from './nonces.ts';

test.each([
  [[], 0n, 0n],
  [[0n, 1n, 2n], 0n, 3n],
  [[0n, 2n], 0n, 1n],
  [[1n], 0n, 0n],
  [[3n, 4n], 3n, 5n],
  [[5n], 9n, 9n],
])('the lowest free number, case %#', (taken, start, free) => {
  expect(lowestFree(taken, start)).toBe(free);
});

test('it is never taken, never below the start, and nothing lower is free', () => {
  const numbers = fc.uniqueArray(fc.bigInt({ min: 0n, max: 60n }));
  fc.assert(
    fc.property(numbers, fc.bigInt({ min: 0n, max: 60n }), (taken, start) => {
      const sorted = taken.filter((nonce) => nonce >= start).sort((a, b) => Number(a - b));
      const free = lowestFree(sorted, start);
      expect(taken).not.toContain(free);
      for (let nonce = start; nonce < free; nonce += 1n) expect(taken).toContain(nonce);
    }),
  );
});
