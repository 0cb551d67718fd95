import { QUIET_ZONE } from './capacity.ts';
import { alignmentCentres, dimensionOf, isAlignmentDark, isAtFinder, isFinderDark } from './function-patterns.ts';
import type { Picture } from './picture.ts';

/** Pixels a module: as few as a reader needs. */
const SCALE = 2;

/**
 * Draws modules (1 is dark), sampled row by row from a picture of a code of this version, as a code on a screen. What all codes
 * of the version have alike is drawn as it must be, so that only data may be wrong, which has its error correction.
 */
export function redraw(sampled: Uint8Array, version: number): Picture {
  const side = dimensionOf(version);
  const modules = Uint8Array.from(sampled);
  setTimingPatterns(modules, side);
  setAlignmentPatterns(modules, version);
  for (const [x, y] of [
    [3, 3],
    [side - 4, 3],
    [3, side - 4],
  ] as const) {
    setSquare(modules, side, { x, y, radius: 4, isDark: isFinderDark });
  }
  return drawn(modules, side);
}

/** Dark and light in turn, between the finder patterns (ISO/IEC 18004, 6.3.5). */
function setTimingPatterns(modules: Uint8Array, side: number): void {
  for (let at = 8; at < side - 8; at++) {
    modules[6 * side + at] = (at + 1) % 2;
    modules[at * side + 6] = (at + 1) % 2;
  }
}

function setAlignmentPatterns(modules: Uint8Array, version: number): void {
  const side = dimensionOf(version);
  const centres = alignmentCentres(version);
  for (const [row, y] of centres.entries()) {
    for (const [column, x] of centres.entries()) {
      if (isAtFinder(row, column, centres.length - 1)) continue;
      setSquare(modules, side, { x, y, radius: 2, isDark: isAlignmentDark });
    }
  }
}

interface Square {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly isDark: (dx: number, dy: number) => boolean;
}

function setSquare(modules: Uint8Array, side: number, { x, y, radius, isDark }: Square): void {
  for (let row = Math.max(0, y - radius); row <= Math.min(side - 1, y + radius); row++) {
    for (let column = Math.max(0, x - radius); column <= Math.min(side - 1, x + radius); column++) {
      modules[row * side + column] = isDark(column - x, row - y) ? 1 : 0;
    }
  }
}

function drawn(modules: Uint8Array, side: number): Picture {
  const width = (side + 2 * QUIET_ZONE) * SCALE;
  const data = new Uint8Array(width * width).fill(255);
  for (let y = 0; y < side; y++) {
    const start = (y + QUIET_ZONE) * SCALE * width;
    for (let x = 0; x < side; x++) {
      const from = start + (x + QUIET_ZONE) * SCALE;
      if (modules[y * side + x] === 1) data.fill(0, from, from + SCALE);
    }
    for (let copy = 1; copy < SCALE; copy++) data.copyWithin(start + copy * width, start, start + width);
  }
  return { data, width, height: width };
}
