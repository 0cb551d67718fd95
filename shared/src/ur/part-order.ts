/** What the order depends on: the mixtures that part numbers stand for. */
export interface PartMixtures {
  readonly seqLen: number;
  /** How many fragments a part mixes. */
  degreeAt(seqNum: number): number;
  /** Which fragments a part mixes, counted from 0. */
  indexesAt(seqNum: number): readonly number[];
}

/** So many steps for each fragment follow the first round; then they come again, which keeps part numbers short. */
const STEPS_PER_FRAGMENT = 12;

/** A part that mixes about half of the fragments tells most, whatever was missed; such a share of them at least and at most. */
const DENSE_SHARES = [1 / 3, 2 / 3] as const;

/** With more fragments, one frame too many is a small share, and looking for the best one is dear. */
const MOST_FRAGMENTS_TO_WEIGH = 40;

/** So many dense parts are weighed for one place in the order. */
const CANDIDATES = 16;

/**
 * Which part a screen shows in each of its steps, counted from 0; BCR-2024-001 leaves that to the sender.
 *
 * First every fragment once, for whoever looks from the start; then a run of mixed parts, for whoever missed some; then
 * plain and mixed ones in turn without end, for whoever comes late. Of the mixed parts only dense ones are shown, and of
 * these one that tells something new to whoever saw all but one of the last parts that are needed. Our receiver solves
 * equations, so that it gets something out of nearly each; a reader that only peels off what it knows lives on the plain
 * ones in between.
 */
export function createPartOrder(mixtures: PartMixtures): (step: number) => number {
  const { seqLen } = mixtures;
  if (seqLen === 1) return () => 1;
  const order: number[] = [];
  const nextDense = createDenseParts(mixtures);
  const mixedRun = Math.ceil(seqLen / 2);
  const isPlain = (step: number) =>
    step < seqLen || (step >= seqLen + mixedRun && (step - seqLen - mixedRun) % 2 === 0);
  const plainAt = (step: number) => (step < seqLen ? step : ((step - seqLen - mixedRun) >> 1) % seqLen) + 1;
  return (step) => {
    const place = step < seqLen ? step : seqLen + ((step - seqLen) % (STEPS_PER_FRAGMENT * seqLen));
    for (let next = order.length; next <= place; next++) {
      order.push(isPlain(next) ? plainAt(next) : nextDense(order.slice(1 - seqLen)));
    }
    return order[place] ?? 1;
  };
}

/** Takes the dense parts behind the plain ones in turn; `shown`: the parts that were shown last. */
function createDenseParts(mixtures: PartMixtures): (shown: readonly number[]) => number {
  const { seqLen } = mixtures;
  const least = Math.max(2, Math.ceil(seqLen * DENSE_SHARES[0]));
  const most = Math.max(least, Math.floor(seqLen * DENSE_SHARES[1]));
  const isDense = (degree: number) => degree >= least && degree <= most;
  const waiting: number[] = [];
  const maskOf = createMasks(mixtures);
  let next = seqLen + 1;
  const fill = () => {
    for (; waiting.length < CANDIDATES; next++) if (isDense(mixtures.degreeAt(next))) waiting.push(next);
  };
  return (shown) => {
    fill();
    const isNew = seqLen <= MOST_FRAGMENTS_TO_WEIGH ? createNovelty(shown, maskOf) : () => true;
    const place = Math.max(0, waiting.findIndex(isNew));
    return waiting.splice(place, 1)[0] ?? next;
  };
}

/** The fragments that a part mixes, as the bits of a number; kept, because each is weighed many times. */
function createMasks(mixtures: PartMixtures): (seqNum: number) => bigint {
  const known = new Map<number, bigint>();
  return (seqNum) => {
    const mask =
      known.get(seqNum) ?? mixtures.indexesAt(seqNum).reduce((sum, index) => sum | (1n << BigInt(index)), 0n);
    known.set(seqNum, mask);
    return mask;
  };
}

/** Tells whether a part is no sum (exclusive or) of the parts that were shown, by elimination over their masks. */
function createNovelty(shown: readonly number[], maskOf: (seqNum: number) => bigint): (seqNum: number) => boolean {
  /** Each under the number of its highest bit. */
  const rows = new Map<number, bigint>();
  const reduced = (seqNum: number): bigint => {
    let mask = maskOf(seqNum);
    for (let row = rows.get(highestBit(mask)); row !== undefined; row = rows.get(highestBit(mask))) mask ^= row;
    return mask;
  };
  for (const seqNum of shown) {
    const mask = reduced(seqNum);
    if (mask !== 0n) rows.set(highestBit(mask), mask);
  }
  return (seqNum) => reduced(seqNum) !== 0n;
}

/** -1 for zero. */
function highestBit(mask: bigint): number {
  return mask === 0n ? -1 : mask.toString(2).length - 1;
}
