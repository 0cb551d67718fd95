import { MAX_VERSION } from './capacity.ts';
import { type Axes, LEAST_LIKENESS, likeness, type PatternModule } from './find-pattern.ts';
import { dimensionOf, LEAST_TOLD_VERSION, versionBits } from './function-patterns.ts';
import type { Point } from './homography.ts';
import type { Picture } from './picture.ts';

/** The centres of a code's three finder patterns. */
export interface Finders {
  readonly topLeft: Point;
  readonly topRight: Point;
  readonly bottomLeft: Point;
}

/** One module to the right and down, as the finder patterns tell if the code is of this version. */
export function axesOf({ topLeft, topRight, bottomLeft }: Finders, version: number): Axes {
  const modules = dimensionOf(version) - 7;
  const towards = (to: Point): Point => ({ x: (to.x - topLeft.x) / modules, y: (to.y - topLeft.y) / modules });
  return { right: towards(topRight), down: towards(bottomLeft) };
}

/**
 * The version that a code tells beside two of its finder patterns (7 or higher; ISO/IEC 18004, 7.10). Each version is tried
 * with the size of modules it would have, and the most alike one taken: that corrects more than counting bits would.
 */
export function toldVersion(picture: Picture, finders: Finders): number | undefined {
  let best = { version: 0, likeness: LEAST_LIKENESS };
  for (const { version, besideTopRight, aboveBottomLeft } of TOLD) {
    const axes = axesOf(finders, version);
    const like =
      (likeness(picture, finders.topRight, axes, besideTopRight) +
        likeness(picture, finders.bottomLeft, axes, aboveBottomLeft)) /
      2;
    if (like > best.likeness) best = { version, likeness: like };
  }
  return best.version || undefined;
}

interface Told {
  readonly version: number;
  /** Modules from the centre of the top right finder pattern. */
  readonly besideTopRight: readonly PatternModule[];
  /** Modules from the centre of the bottom left finder pattern. */
  readonly aboveBottomLeft: readonly PatternModule[];
}

const TOLD = Array.from({ length: MAX_VERSION - LEAST_TOLD_VERSION + 1 }, (_, place) =>
  toldAs(LEAST_TOLD_VERSION + place),
);

function toldAs(version: number): Told {
  const bits = versionBits(version);
  const besideTopRight = Array.from({ length: 18 }, (_, bit) => ({
    dx: (bit % 3) - 7,
    dy: Math.floor(bit / 3) - 3,
    isDark: ((bits >> bit) & 1) === 1,
  }));
  const aboveBottomLeft = besideTopRight.map(({ dx, dy, isDark }) => ({ dx: dy, dy: dx, isDark }));
  return { version, besideTopRight, aboveBottomLeft };
}
