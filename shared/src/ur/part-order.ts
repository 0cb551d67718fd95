/** So many mixed parts for each fragment are in turn; then they come again, which keeps part numbers short. */
const MIXED_PER_FRAGMENT = 4;

/** A part that mixes at least this share of the fragments tells nearly as much as a new one, whatever was missed. */
const DENSE_SHARE = 1 / 4;

/**
 * Which part a screen shows in each of its steps, counted from 0; BCR-2024-001 leaves that to the sender.
 *
 * First every fragment once, for whoever looks from the start; then a run of mixed parts, for whoever missed some; then
 * plain and mixed ones in turn without end, for whoever comes late. Of the mixed parts only dense ones are shown. Our
 * receiver solves equations, so that it gets something new out of nearly each; a reader that only peels off what it knows
 * lives on the plain ones in between. `degreeAt` tells how many fragments a part mixes.
 */
export function createPartOrder(seqLen: number, degreeAt: (seqNum: number) => number): (step: number) => number {
  if (seqLen === 1) return () => 1;
  const denseAt = createDenseParts(seqLen, degreeAt);
  const mixedRun = Math.ceil(seqLen / 2);
  return (step) => {
    if (step < seqLen) return step + 1;
    const later = step - seqLen;
    if (later < mixedRun) return denseAt(later);
    const turn = later - mixedRun;
    const round = turn >> 1;
    return turn % 2 === 0 ? (round % seqLen) + 1 : denseAt(mixedRun + round);
  };
}

/** The dense parts behind the plain ones, found as they are asked for. */
function createDenseParts(seqLen: number, degreeAt: (seqNum: number) => number): (index: number) => number {
  const least = Math.max(2, Math.ceil(seqLen * DENSE_SHARE));
  const found: number[] = [];
  let next = seqLen + 1;
  return (index) => {
    const place = index % (MIXED_PER_FRAGMENT * seqLen);
    for (; found.length <= place; next++) {
      if (degreeAt(next) >= least) found.push(next);
    }
    return found[place] ?? next;
  };
}
