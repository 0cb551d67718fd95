import { FirstReader } from './first-reader.ts';
import { dimensionOf } from './function-patterns.ts';
import { mapped } from './homography.ts';
import { type LocatedGrid, locateGrid, refinedFinders } from './locate-grid.ts';
import type { Picture, Region } from './picture.ts';
import { redraw } from './redraw.ts';
import { sampleGrid } from './sample-grid.ts';
import { axesOf, type Finders, toldVersion } from './told-version.ts';

/** Where a code is said to be. */
export interface Place {
  readonly finders: Finders;
  /** If the code was there in another picture: its version, and it may have moved a little. */
  readonly version?: number | undefined;
}

/** A code that is there. */
export interface StraightCode {
  /** Undefined if too much of it is spoiled, as in a picture that is torn. */
  readonly text: string | undefined;
  readonly region: Region;
  /** Pixels on a side of a module. */
  readonly moduleSize: number;
  readonly finders: Finders;
  readonly version: number;
}

/**
 * Reads a code of version 7 or higher of which it is known where its finder patterns are. It finds all the other patterns of
 * the code, samples each module and draws them anew as a screen would; the first reader reads that. So noise, perspective and
 * uneven light, in which the first reader misses the grid of a code, no longer matter.
 */
export class StraightReader {
  readonly #drawn = new FirstReader();

  /** Undefined if no code is there. Never throws. */
  read(picture: Picture, place: Place): StraightCode | undefined {
    const grid = located(picture, place);
    if (grid === undefined) return undefined;
    const clean = redraw(sampleGrid(picture, grid), grid.version);
    const text = this.#drawn.read(clean).find((found) => found.text !== undefined)?.text;
    const { finders, version } = grid;
    const { right } = axesOf(finders, version);
    return { text, region: regionOf(grid), moduleSize: Math.hypot(right.x, right.y), finders, version };
  }
}

function located(picture: Picture, { finders, version }: Place): LocatedGrid | undefined {
  const moved = version === undefined ? finders : refinedFinders(picture, finders, version);
  const told = moved && toldVersion(picture, moved);
  if (told === undefined) return undefined;
  const exact = version === undefined ? refinedFinders(picture, finders, told) : moved;
  return exact && locateGrid(picture, exact, told);
}

/** The smallest region around the code. */
function regionOf({ version, toPicture }: LocatedGrid): Region {
  const side = dimensionOf(version);
  const corners = [0, side].flatMap((x) => [0, side].map((y) => mapped(toPicture, { x, y })));
  const [across, down] = [corners.map(({ x }) => x), corners.map(({ y }) => y)];
  const [x, y] = [Math.min(...across), Math.min(...down)];
  return { x, y, width: Math.max(...across) - x, height: Math.max(...down) - y };
}
