import { describe, expect, test } from 'vitest';
import { partNumberAt } from './frame-order.ts';

const firstSteps = (count: number, partCount: number) =>
  Array.from({ length: count }, (_, step) => partNumberAt(step, partCount));

describe('partNumberAt', () => {
  test('shows the plain parts, then new mixed ones, then the plain ones again', () => {
    expect(firstSteps(12, 4)).toEqual([1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 7, 8]);
  });

  test('stays on the one frame of a still code', () => {
    expect(firstSteps(4, 1)).toEqual([1, 1, 1, 1]);
  });

  test('keeps part numbers bounded however long it shows', () => {
    const numbers = Array.from({ length: 50_000 }, (_, step) => partNumberAt(step, 7));
    expect(Math.max(...numbers)).toBeLessThanOrEqual(7 + 200 * 4);
    expect(Math.min(...numbers)).toBe(1);
  });
});
