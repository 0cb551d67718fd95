/**
 * Which frame is shown in a step, both counted from 0: all plain parts, then half as many mixed ones that were not shown
 * before, then the plain ones again. Whoever looks from the start needs the plain parts alone; whoever joins late or
 * misses frames is helped by both.
 */
export function partNumberAt(step: number, partCount: number): number {
  if (partCount <= 1) return 1;
  const mixedCount = Math.ceil(partCount / 2);
  const round = Math.floor(step / (partCount + mixedCount));
  const place = step % (partCount + mixedCount);
  if (place < partCount) return place + 1;
  return partCount + (round % MIXED_ROUNDS) * mixedCount + (place - partCount) + 1;
}

/** After so many rounds the mixed parts repeat, which keeps part numbers short. */
const MIXED_ROUNDS = 200;
