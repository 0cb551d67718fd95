import { type Axes, findPattern, LEAST_LIKENESS, likeness, squarePattern } from './find-pattern.ts';
import type { FinderCandidate } from './finder-triples.ts';
import { isFinderDark } from './function-patterns.ts';
import type { Point } from './homography.ts';
import type { Picture } from './picture.ts';
import type { Finders } from './told-version.ts';

/** So many candidates, the likeliest, are put together in pairs, and so many pairs are completed. */
const MAX_CANDIDATES = 8;
const MAX_PAIRS = 4;

/** Two finder patterns of one code look about as large, and are this many modules apart, in version 7 and across version 40. */
const GREATEST_MODULES_RATIO = 1.35;
const LEAST_DISTANCE = 30;
const GREATEST_DISTANCE = 260;

/** A code that leans away has its third pattern elsewhere, by at most this share of the distance of the other two. */
const REACH = 0.09;

const FINDER = squarePattern(4, isFinderDark);

/** Two finder patterns of one code. */
interface Pair {
  readonly one: Point;
  readonly other: Point;
  /** What is a side of the code, or its diagonal, turned by a quarter clockwise. */
  readonly apart: Point;
  readonly turned: Point;
  /** In modules. */
  readonly distance: number;
}

/**
 * Finder patterns of which two are among the candidates, the likeliest first, and the third was overlooked, as happens when
 * noise breaks it. It is searched where the two let it be expected. Made one at a time, because each search takes milliseconds.
 */
export function* completedTriples(picture: Picture, candidates: readonly FinderCandidate[]): Generator<Finders> {
  let left = MAX_PAIRS;
  for (const pair of pairsOf(candidates.slice(0, MAX_CANDIDATES))) {
    for (const [axes, corners] of [
      [sideAxes(pair), besideSide(pair)],
      [diagonalAxes(pair), besideDiagonal(pair)],
    ] as const) {
      if (!isFinder(picture, pair.one, axes) || !isFinder(picture, pair.other, axes)) continue;
      if (left-- <= 0) return;
      yield* completed(picture, corners, { axes, pattern: FINDER, reach: REACH * pair.distance });
    }
  }
}

function* pairsOf(candidates: readonly FinderCandidate[]): Generator<Pair> {
  for (const [place, other] of candidates.entries()) {
    for (const one of candidates.slice(0, place)) {
      const apart = { x: other.x - one.x, y: other.y - one.y };
      const distance = (2 * Math.hypot(apart.x, apart.y)) / (one.moduleSize + other.moduleSize);
      const sizes = [one.moduleSize, other.moduleSize];
      if (Math.max(...sizes) > GREATEST_MODULES_RATIO * Math.min(...sizes)) continue;
      if (!(distance >= LEAST_DISTANCE && distance <= GREATEST_DISTANCE)) continue;
      yield { one, other, apart, turned: { x: -apart.y, y: apart.x }, distance };
    }
  }
}

function sideAxes({ apart, turned, distance }: Pair): Axes {
  return { right: scaled(apart, 1 / distance), down: scaled(turned, 1 / distance) };
}

function diagonalAxes({ apart, turned, distance }: Pair): Axes {
  const across = scaled(apart, Math.SQRT1_2 / distance);
  const along = scaled(turned, Math.SQRT1_2 / distance);
  return { right: plus(across, scaled(along, -1)), down: plus(across, along) };
}

/** Where a third pattern is expected, and which triple it makes if it is found at `third`. */
interface Corner {
  readonly expected: Point;
  readonly finders: (third: Point) => Finders;
}

/** The two may be any two neighbours of the three, so the third stands on either side, at either end. */
function besideSide({ one, other, turned }: Pair): readonly Corner[] {
  const back = scaled(turned, -1);
  return [
    { expected: plus(one, turned), finders: (third) => ({ topLeft: one, topRight: other, bottomLeft: third }) },
    { expected: plus(one, back), finders: (third) => ({ topLeft: one, topRight: third, bottomLeft: other }) },
    { expected: plus(other, back), finders: (third) => ({ topLeft: other, topRight: one, bottomLeft: third }) },
    { expected: plus(other, turned), finders: (third) => ({ topLeft: other, topRight: third, bottomLeft: one }) },
  ];
}

/** The two are the upper right one and the lower left one, and the third stands on either side between them. */
function besideDiagonal({ one, other, apart, turned }: Pair): readonly Corner[] {
  const [half, aside] = [plus(one, scaled(apart, 0.5)), scaled(turned, 0.5)];
  return [
    { expected: plus(half, aside), finders: (third) => ({ topLeft: third, topRight: one, bottomLeft: other }) },
    {
      expected: plus(half, scaled(aside, -1)),
      finders: (third) => ({ topLeft: third, topRight: other, bottomLeft: one }),
    },
  ];
}

function isFinder(picture: Picture, at: Point, axes: Axes): boolean {
  return likeness(picture, at, axes, FINDER) >= LEAST_LIKENESS;
}

function* completed(
  picture: Picture,
  corners: readonly Corner[],
  search: Parameters<typeof findPattern>[2],
): Generator<Finders> {
  for (const { expected, finders } of corners) {
    const outside = expected.x < 0 || expected.y < 0 || expected.x > picture.width || expected.y > picture.height;
    const found = outside ? undefined : findPattern(picture, expected, search);
    if (found && found.likeness >= LEAST_LIKENESS) yield finders(found.at);
  }
}

function plus(one: Point, other: Point): Point {
  return { x: one.x + other.x, y: one.y + other.y };
}

function scaled({ x, y }: Point, by: number): Point {
  return { x: x * by, y: y * by };
}
