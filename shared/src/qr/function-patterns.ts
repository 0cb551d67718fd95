/** Least version that tells its number in the code itself, and that has alignment patterns between its finder patterns. */
export const LEAST_TOLD_VERSION = 7;

/** Modules on a side of a code, without its quiet zone (ISO/IEC 18004, 6.3.2). */
export function dimensionOf(version: number): number {
  return 17 + 4 * version;
}

/**
 * Rows and columns of the centres of a version's alignment patterns (2 or higher), the first being that of the timing
 * pattern (ISO/IEC 18004, annex E: even steps of the same length from the far side, the rest goes to the first one).
 */
export function alignmentCentres(version: number): readonly number[] {
  const count = Math.floor(version / 7) + 2;
  const step = Math.floor((version * 8 + count * 3 + 5) / (count * 4 - 4)) * 2;
  const last = dimensionOf(version) - 7;
  return Array.from({ length: count }, (_, index) => (index === 0 ? 6 : last - (count - 1 - index) * step));
}

/** Whether a finder pattern stands where the lines of alignment patterns of this row and column cross. */
export function isAtFinder(row: number, column: number, last: number): boolean {
  return (row === 0 && (column === 0 || column === last)) || (row === last && column === 0);
}

/** Whether a module this far from its centre is dark in a finder pattern (ISO/IEC 18004, 6.3.3), its separator included. */
export function isFinderDark(dx: number, dy: number): boolean {
  const ring = Math.max(Math.abs(dx), Math.abs(dy));
  return ring <= 1 || ring === 3;
}

/** Whether a module this far from its centre is dark in an alignment pattern (ISO/IEC 18004, 6.3.6). */
export function isAlignmentDark(dx: number, dy: number): boolean {
  return Math.max(Math.abs(dx), Math.abs(dy)) !== 1;
}

const VERSION_GENERATOR = 0x1f25;

/** The 18 bits that tell a version (7 or higher) in its code: six of it and twelve to correct (ISO/IEC 18004, 7.10). */
export function versionBits(version: number): number {
  let rest = version << 12;
  for (let bit = 17; bit >= 12; bit--) {
    if ((rest >> bit) & 1) rest ^= VERSION_GENERATOR << (bit - 12);
  }
  return (version << 12) | rest;
}
