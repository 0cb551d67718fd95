import { expect, test } from 'vitest';
import { compare, measure, median, quantile, rateOf } from './measure.ts';

const from = (values: readonly number[]) => {
  const left = [...values];
  return () => left.shift() ?? Number.NaN;
};

test('both sides run in turn, and the ratio is judged round by round', async () => {
  const order: string[] = [];
  const side = (name: string, values: readonly number[]) => {
    const next = from(values);
    return () => {
      order.push(name);
      return next();
    };
  };
  const result = await compare(
    {
      goal: '1',
      title: 'pace',
      unit: 'x/s',
      ours: side('ours', [10, 40, 30]),
      floor: { name: 'floor', run: side('floor', [5, 10, 10]) },
      ratio: 'ours/floor',
      bound: { atLeast: 3 },
    },
    3,
  );
  expect(order).toEqual(['ours', 'floor', 'floor', 'ours', 'ours', 'floor']);
  expect(result.judged).toEqual({ median: 3, least: 2, greatest: 4 });
  expect(result.ours).toEqual({ median: 30, least: 10, greatest: 40 });
  expect(result.isMet).toBe(true);
});

test('less may be better', async () => {
  const times = { goal: '2', title: 'time', unit: 'ms', ours: from([2]), bound: { atLeast: 5 } } as const;
  const result = await compare({ ...times, floor: { name: 'floor', run: from([8]) }, ratio: 'floor/ours' }, 1);
  expect(result.judged.median).toBe(4);
  expect(result.isMet).toBe(false);
});

test('a bound holds at its very value, and nothing meets what is no number', async () => {
  const figure = { goal: '3', title: 'share', unit: '%' };
  expect((await measure({ ...figure, ours: () => 99, bound: { atLeast: 99 } }, 1)).isMet).toBe(true);
  expect((await measure({ ...figure, ours: () => 33, bound: { atMost: 33 } }, 1)).isMet).toBe(true);
  expect((await measure({ ...figure, ours: () => Number.NaN, bound: { atMost: 33 } }, 1)).isMet).toBe(false);
});

test('medians and quantiles', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  expect(quantile([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.95)).toBe(10);
  expect(quantile([5, 1], 0)).toBe(1);
});

test('a rate counts whole calls, at least one', async () => {
  let calls = 0;
  const rate = await rateOf(async () => {
    calls += 1;
  }, 0);
  expect(calls).toBe(1);
  expect(rate).toBeGreaterThan(0);
});
