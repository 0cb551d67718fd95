import { dimensionOf } from './function-patterns.ts';
import { mapped } from './homography.ts';
import type { LocatedGrid } from './locate-grid.ts';
import type { Picture } from './picture.ts';
import { sample } from './sample.ts';

/** Modules from the centre of a module to the points whose mean stands for it: noise goes, the neighbours do not come in. */
const SPREAD = 0.22;
const POINTS = [
  [0, 0],
  [-SPREAD, -SPREAD],
  [SPREAD, -SPREAD],
  [-SPREAD, SPREAD],
  [SPREAD, SPREAD],
] as const;

/**
 * Modules around a module in whose mean light and dark are told apart: light falls unevenly, and masks see to it that about
 * half of them are dark (ISO/IEC 18004, 7.8).
 */
const AROUND = 6;

/** Which modules of a code are dark (1) in the picture, row by row. */
export function sampleGrid(picture: Picture, grid: LocatedGrid): Uint8Array {
  const side = dimensionOf(grid.version);
  const values = luminances(picture, grid, side);
  const sums = summed(values, side);
  const modules = new Uint8Array(values.length);
  for (let place = 0; place < modules.length; place++) {
    const mean = meanAround(sums, side, place % side, Math.floor(place / side));
    modules[place] = (values[place] ?? 0) < mean ? 1 : 0;
  }
  return modules;
}

function luminances(picture: Picture, { toPicture }: LocatedGrid, side: number): Float64Array {
  const values = new Float64Array(side * side);
  const middle = mapped(toPicture, { x: side / 2, y: side / 2 });
  const offsets = POINTS.map(([x, y]) => {
    const point = mapped(toPicture, { x: side / 2 + x, y: side / 2 + y });
    return { x: point.x - middle.x, y: point.y - middle.y };
  });
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const centre = mapped(toPicture, { x: x + 0.5, y: y + 0.5 });
      let sum = 0;
      for (const offset of offsets) sum += sample(picture, centre.x + offset.x, centre.y + offset.y);
      values[y * side + x] = sum / offsets.length;
    }
  }
  return values;
}

/** For each corner of a module the sum of all modules above it and to its left: the sum of any square is then four of them. */
function summed(values: Float64Array, side: number): Float64Array {
  const sums = new Float64Array((side + 1) ** 2);
  for (let y = 0; y < side; y++) {
    let row = 0;
    for (let x = 0; x < side; x++) {
      row += values[y * side + x] ?? 0;
      const above = y * (side + 1) + x + 1;
      sums[above + side + 1] = (sums[above] ?? 0) + row;
    }
  }
  return sums;
}

function meanAround(sums: Float64Array, side: number, x: number, y: number): number {
  const [left, right] = [Math.max(0, x - AROUND), Math.min(side, x + AROUND + 1)];
  const [top, bottom] = [Math.max(0, y - AROUND), Math.min(side, y + AROUND + 1)];
  const at = (column: number, row: number) => sums[row * (side + 1) + column] ?? 0;
  return (at(right, bottom) - at(right, top) - at(left, bottom) + at(left, top)) / ((bottom - top) * (right - left));
}
