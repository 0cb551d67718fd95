import { expect, test } from 'vitest';
import { fitHomography, type Homography, mapped } from './homography.ts';

const SEEN: Homography = { a: 4.1, b: -0.6, c: 300, d: 0.7, e: 3.9, f: 80, g: 0.0004, h: -0.0002 };
const matchOf = (x: number, y: number, off = 0) => {
  const to = mapped(SEEN, { x, y });
  return { from: { x, y }, to: { x: to.x + off, y: to.y - off } };
};
const corners = [matchOf(0, 0), matchOf(137, 0), matchOf(0, 137), matchOf(137, 137)];

test('four points tell how a plane is seen', () => {
  const found = fitHomography(corners);
  expect(found).toBeDefined();
  for (const [x, y] of [
    [68.5, 68.5],
    [12, 120],
    [-4, 141],
  ] as const) {
    const at = found && mapped(found, { x, y });
    expect(at?.x).toBeCloseTo(mapped(SEEN, { x, y }).x, 6);
    expect(at?.y).toBeCloseTo(mapped(SEEN, { x, y }).y, 6);
  }
});

test('with many points the errors of single ones no longer matter', () => {
  const many = Array.from({ length: 49 }, (_, place) =>
    matchOf((place % 7) * 20, Math.floor(place / 7) * 20, place % 2 === 0 ? 0.4 : -0.4),
  );
  const found = fitHomography(many);
  const at = found && mapped(found, { x: 70, y: 70 });
  expect(Math.abs((at?.x ?? 0) - mapped(SEEN, { x: 70, y: 70 }).x)).toBeLessThan(0.1);
});

test.each([
  ['none', []],
  ['three', corners.slice(0, 3)],
  ['four that are one', Array.from({ length: 4 }, () => matchOf(5, 5))],
  [
    'four, of which it is not known where they are seen,',
    corners.map(({ from }) => ({ from, to: { x: Number.NaN, y: 1 } })),
  ],
])('%s of the points that it takes tell nothing', (_, matches) => {
  expect(fitHomography(matches)).toBeUndefined();
});
