import { expect, test } from 'vitest';
import { createAllowance } from './allowance.ts';

test('lets through a burst and then the rate', () => {
  const allow = createAllowance(5);
  const burst = Array.from({ length: 20 }, () => allow(1_000));
  expect(burst.filter(Boolean)).toHaveLength(5);
  expect(allow(1_199)).toBe(false);
  expect(allow(1_300)).toBe(true);
  expect(allow(1_300)).toBe(false);
});

test('does not save up while it is idle, nor break when the clock goes back', () => {
  const allow = createAllowance(2);
  expect(Array.from({ length: 5 }, () => allow(1_000_000)).filter(Boolean)).toHaveLength(2);
  expect(allow(0)).toBe(false);
});
