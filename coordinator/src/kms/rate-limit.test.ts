import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { limitRate } from './rate-limit.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Asks for turns at given times (milliseconds from now); answers when each was given. */
async function given(perSecond: number, asked: readonly number[], lateness: () => number = () => 0): Promise<number[]> {
  const limit = limitRate(perSecond, () => Date.now());
  const start = Date.now();
  const times: number[] = [];
  for (const at of asked) setTimeout(() => void limit.turn().then(() => times.push(Date.now() - start)), at);
  while (times.length < asked.length) await vi.advanceTimersByTimeAsync(1 + lateness());
  return times;
}

/** The most turns in any second, wherever it begins. */
function mostInASecond(times: readonly number[]): number {
  return Math.max(...times.map((from) => times.filter((time) => time >= from && time < from + 1000).length));
}

test.each([2, 3, 10, 50, 250])(
  'of %d a second, never more are given in any second, however they are asked for',
  async (quota) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(3000), { minLength: 1, maxLength: 3 * quota }),
        fc.array(fc.nat(80), { minLength: 1, maxLength: 20 }),
        async (asked, late) => {
          let step = 0;
          const times = await given(quota, asked, () => late[step++ % late.length] ?? 0);
          expect(mostInASecond(times)).toBeLessThanOrEqual(quota);
        },
      ),
      { numRuns: 10 },
    );
  },
);

test.each([20, 100, 250, 1000])('of %d a second, nine tenths are given while enough are asked for', async (quota) => {
  const times = await given(
    quota,
    Array.from({ length: 5 * quota }, () => 0),
  );
  const inFourSeconds = times.filter((time) => time < 4000).length;
  expect(inFourSeconds / 4).toBeGreaterThanOrEqual(0.9 * quota);
});

test('turns are given in the order in which they were asked for', async () => {
  const limit = limitRate(10, () => Date.now());
  const order: number[] = [];
  for (let number = 0; number < 30; number++) void limit.turn().then(() => order.push(number));
  await vi.advanceTimersByTimeAsync(5000);
  expect(order).toEqual(Array.from({ length: 30 }, (_, number) => number));
});

test.each([1, 0, -5, 2.5, Number.NaN, Number.POSITIVE_INFINITY])('a limit of %d is an error', (perSecond) => {
  expect(() => limitRate(perSecond)).toThrow(RangeError);
});
