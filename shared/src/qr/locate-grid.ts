import { type Axes, findPattern, LEAST_LIKENESS, squarePattern } from './find-pattern.ts';
import { alignmentCentres, dimensionOf, isAlignmentDark, isAtFinder, isFinderDark } from './function-patterns.ts';
import { fitHomography, type Homography, type Match, mapped, type Point } from './homography.ts';
import type { Picture } from './picture.ts';
import { axesOf, type Finders } from './told-version.ts';

/** Where each module of a code is seen. */
export interface LocatedGrid {
  readonly version: number;
  readonly finders: Finders;
  readonly toPicture: Homography;
}

const FINDER = squarePattern(4, isFinderDark);
/** A finder pattern is looked for this many modules around where it was: so far a hand goes from picture to picture. */
const FINDER_REACH = 2.5;

const ALIGNMENT = squarePattern(2, isAlignmentDark);
/** An alignment pattern is looked for this many modules around the place where its neighbours let it be expected. */
const ALIGNMENT_REACH = 1.5;

/** A pattern this many modules off the plane of all others is none. */
const GREATEST_ERROR = 0.75;
/** At least this share of the alignment patterns must be found. */
const LEAST_SHARE = 0.5;

/** The same finder patterns, where they are in this picture to a part of a pixel. Undefined if one is not there. */
export function refinedFinders(picture: Picture, finders: Finders, version: number): Finders | undefined {
  const search = { axes: axesOf(finders, version), pattern: FINDER, reach: FINDER_REACH };
  const refined = (expected: Point) => {
    const { at, likeness } = findPattern(picture, expected, search);
    return likeness < LEAST_LIKENESS ? undefined : at;
  };
  const topLeft = refined(finders.topLeft);
  const topRight = topLeft && refined(finders.topRight);
  const bottomLeft = topRight && refined(finders.bottomLeft);
  return bottomLeft && { topLeft, topRight, bottomLeft };
}

/**
 * Finds the alignment patterns of a code, each from those found above it and to its left, and lays the plane through all of
 * them and the finder patterns: with two dozen of them noise and perspective no longer matter. Undefined if too few are
 * found, as of a code that is no longer there or has another version.
 */
export function locateGrid(picture: Picture, finders: Finders, version: number): LocatedGrid | undefined {
  const centres = alignmentCentres(version);
  const found = findAlignments(picture, finders, version);
  if (found.length < LEAST_SHARE * (centres.length ** 2 - 3)) return undefined;
  const matches = [...finderMatches(finders, version), ...found];
  const first = fitHomography(matches);
  if (first === undefined) return undefined;
  const limit = GREATEST_ERROR * lengthOf(axesOf(finders, version).right);
  const sound = matches.filter(({ from, to }) => distance(mapped(first, from), to) <= limit);
  const toPicture = sound.length === matches.length ? first : fitHomography(sound);
  return toPicture && { version, finders, toPicture };
}

function finderMatches({ topLeft, topRight, bottomLeft }: Finders, version: number): readonly Match[] {
  const far = dimensionOf(version) - 3.5;
  return [
    { from: { x: 3.5, y: 3.5 }, to: topLeft },
    { from: { x: far, y: 3.5 }, to: topRight },
    { from: { x: 3.5, y: far }, to: bottomLeft },
  ];
}

/** Row by row. Where none is found its expected place stands for it, so that the next ones can be expected. */
function findAlignments(picture: Picture, finders: Finders, version: number): readonly Match[] {
  const centres = alignmentCentres(version);
  const search = { axes: axesOf(finders, version), pattern: ALIGNMENT, reach: ALIGNMENT_REACH };
  const flatPlane = flatPlaneOf(finders, search.axes);
  /** How far each pattern is from where it would be without perspective. */
  const shifts: Point[][] = centres.map(() => []);
  const found: Match[] = [];
  for (const [row, y] of centres.entries()) {
    for (const [column, x] of centres.entries()) {
      const atFinder = isAtFinder(row, column, centres.length - 1);
      const shift = atFinder ? NO_SHIFT : expectedShift(shifts, row, column);
      shifts[row]?.push(shift);
      if (atFinder) continue;
      const from = { x: x + 0.5, y: y + 0.5 };
      const flat = flatPlane(from);
      const pattern = findPattern(picture, { x: flat.x + shift.x, y: flat.y + shift.y }, search);
      if (pattern.likeness < LEAST_LIKENESS) continue;
      found.push({ from, to: pattern.at });
      shifts[row]?.splice(column, 1, { x: pattern.at.x - flat.x, y: pattern.at.y - flat.y });
    }
  }
  return found;
}

/** As if all lay in a plane that is seen without perspective. */
function flatPlaneOf({ topLeft }: Finders, { right, down }: Axes): (point: Point) => Point {
  return ({ x, y }) => ({
    x: topLeft.x + (x - 3.5) * right.x + (y - 3.5) * down.x,
    y: topLeft.y + (x - 3.5) * right.y + (y - 3.5) * down.y,
  });
}

const NO_SHIFT: Point = { x: 0, y: 0 };

/** The neighbours above, to the left and between them make a parallelogram with the pattern; at the edges one tells. */
function expectedShift(shifts: readonly (readonly Point[])[], row: number, column: number): Point {
  const above = shifts[row - 1]?.[column];
  const left = shifts[row]?.[column - 1];
  const between = shifts[row - 1]?.[column - 1];
  if (above === undefined || left === undefined || between === undefined) return above ?? left ?? NO_SHIFT;
  return { x: above.x + left.x - between.x, y: above.y + left.y - between.y };
}

function lengthOf({ x, y }: Point): number {
  return Math.hypot(x, y);
}

function distance(one: Point, other: Point): number {
  return Math.hypot(one.x - other.x, one.y - other.y);
}
