/**
 * Characters that a QR code of each version holds at error correction level L in the alphanumeric mode, which is what our
 * codes use (ISO/IEC 18004, table 7). The first entry is of version 1.
 */
const CAPACITIES: readonly number[] = [
  25, 47, 77, 114, 154, 195, 224, 279, 335, 395, 468, 535, 619, 667, 758, 854, 938, 1046, 1153, 1249, 1352, 1460, 1588,
  1704, 1853, 1990, 2132, 2223, 2369, 2520, 2677, 2840, 3009, 3183, 3351, 3537, 3729, 3927, 4087, 4296,
];

/** The highest version there is. */
export const MAX_VERSION = CAPACITIES.length;

/** Modules of white that a code needs on each side (ISO/IEC 18004, 9.1). */
export const QUIET_ZONE = 4;

/** Characters that a code of this version (1 to 40, else RangeError) holds. */
export function capacityOf(version: number): number {
  const capacity = CAPACITIES[version - 1];
  if (capacity === undefined) throw new RangeError('capacityOf: there are QR codes of version 1 to 40');
  return capacity;
}

/** The lowest version that holds so many characters; a RangeError if none does. */
export function versionFor(characters: number): number {
  const index = CAPACITIES.findIndex((capacity) => capacity >= characters);
  if (index < 0) throw new RangeError('versionFor: no QR code holds so many characters');
  return index + 1;
}

/** Modules on a side of a code of this version, its quiet zone included (ISO/IEC 18004, 6.3.2). */
export function sideOf(version: number): number {
  return 17 + 4 * version + 2 * QUIET_ZONE;
}
