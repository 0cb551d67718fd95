import type { Point } from './homography.ts';
import type { Picture } from './picture.ts';
import { sample } from './sample.ts';

/** One module to the right and one module down, in pixels. */
export interface Axes {
  readonly right: Point;
  readonly down: Point;
}

/** A module of a pattern: how far from the pattern's centre, in modules, and whether it is dark. */
export interface PatternModule {
  readonly dx: number;
  readonly dy: number;
  readonly isDark: boolean;
}

/** Below, what is most alike a pattern is taken for something else: chance seldom gives half of it. */
export const LEAST_LIKENESS = 0.6;

/** All modules of a square pattern of `2 * radius + 1` modules a side. */
export function squarePattern(radius: number, isDark: (dx: number, dy: number) => boolean): readonly PatternModule[] {
  const side = 2 * radius + 1;
  return Array.from({ length: side * side }, (_, place) => {
    const [dx, dy] = [(place % side) - radius, Math.floor(place / side) - radius];
    return { dx, dy, isDark: isDark(dx, dy) };
  });
}

/** A pattern as it is seen: in arrays, because this is where the time of the search goes. */
interface SeenPattern {
  /** Pixels from the centre. */
  readonly across: Float64Array;
  readonly down: Float64Array;
  readonly isDark: Uint8Array;
  readonly darkCount: number;
}

function seen(pattern: readonly PatternModule[], { right, down }: Axes): SeenPattern {
  const result = {
    across: new Float64Array(pattern.length),
    down: new Float64Array(pattern.length),
    isDark: new Uint8Array(pattern.length),
    darkCount: 0,
  };
  let place = 0;
  for (const { dx, dy, isDark } of pattern) {
    result.across[place] = dx * right.x + dy * down.x;
    result.down[place] = dx * right.y + dy * down.y;
    result.isDark[place] = isDark ? 1 : 0;
    result.darkCount += isDark ? 1 : 0;
    place += 1;
  }
  return result;
}

/**
 * How alike the picture around a point is to a pattern: the correlation of its modules' luminance with light and dark, from
 * -1 to 1, whatever the light. 0 where the picture is flat.
 */
export function likeness(picture: Picture, centre: Point, axes: Axes, pattern: readonly PatternModule[]): number {
  return likenessAt(picture, seen(pattern, axes), centre.x, centre.y);
}

function likenessAt(picture: Picture, { across, down, isDark, darkCount }: SeenPattern, x: number, y: number): number {
  const count = across.length;
  let sum = 0;
  let squares = 0;
  let dark = 0;
  for (let place = 0; place < count; place++) {
    const value = sample(picture, x + (across[place] ?? 0), y + (down[place] ?? 0));
    sum += value;
    squares += value * value;
    if (isDark[place] === 1) dark += value;
  }
  const spread = (squares - (sum * sum) / count) * darkCount * (1 - darkCount / count);
  return spread < 1 ? 0 : ((sum * darkCount) / count - dark) / Math.sqrt(spread);
}

/** Where a pattern was found, and how alike it is there. */
export interface FoundPattern {
  readonly at: Point;
  readonly likeness: number;
}

/** How a pattern is searched for. */
export interface Search {
  readonly axes: Axes;
  readonly pattern: readonly PatternModule[];
  /** Modules in each direction from the expected place. */
  readonly reach: number;
}

/** Modules between two places that are tried first: less than from the middle of a module to its edge. */
const STRIDE = 0.4;
/** Steps of a pixel from the best of those to the best of all. */
const MAX_STEPS = 4;

/** The place most alike a pattern around the expected one, to a part of a pixel. */
export function findPattern(picture: Picture, expected: Point, { axes, pattern, reach }: Search): FoundPattern {
  const looked = seen(pattern, axes);
  const likeAt: LikeAt = (dx, dy) => likenessAt(picture, looked, expected.x + dx, expected.y + dy);
  const module = Math.hypot(axes.right.x, axes.right.y);
  const stride = Math.max(1, STRIDE * module);
  const steps = Math.ceil((reach * module) / stride);
  let best: Place = { dx: 0, dy: 0, likeness: -1 };
  for (let row = -steps; row <= steps; row++) {
    for (let column = -steps; column <= steps; column++) {
      best = better(best, { dx: column * stride, dy: row * stride }, likeAt);
    }
  }
  best = climbed(best, likeAt);
  const { dx, dy } = best;
  const x = expected.x + dx + peak(likeAt(dx - 1, dy), best.likeness, likeAt(dx + 1, dy));
  const y = expected.y + dy + peak(likeAt(dx, dy - 1), best.likeness, likeAt(dx, dy + 1));
  return { at: { x, y }, likeness: best.likeness };
}

interface Place {
  readonly dx: number;
  readonly dy: number;
  readonly likeness: number;
}

type LikeAt = (dx: number, dy: number) => number;

function better(best: Place, { dx, dy }: { readonly dx: number; readonly dy: number }, likeAt: LikeAt): Place {
  const like = likeAt(dx, dy);
  return like > best.likeness ? { dx, dy, likeness: like } : best;
}

/** Goes on to the best neighbour as long as one is better. */
function climbed(from: Place, likeAt: LikeAt): Place {
  let best = from;
  for (let step = 0; step < MAX_STEPS; step++) {
    const { dx, dy } = best;
    for (const [x, y] of NEIGHBOURS) best = better(best, { dx: dx + x, dy: dy + y }, likeAt);
    if (best.dx === dx && best.dy === dy) break;
  }
  return best;
}

const NEIGHBOURS = [
  [1, 0],
  [-1, 0],
  [0, 1],
  [0, -1],
] as const;

/** Where between -0.5 and 0.5 a parabola through three values at -1, 0 and 1 has its peak. */
function peak(before: number, at: number, after: number): number {
  const curve = before - 2 * at + after;
  return curve < 0 ? Math.max(-0.5, Math.min(0.5, (before - after) / (2 * curve))) : 0;
}
