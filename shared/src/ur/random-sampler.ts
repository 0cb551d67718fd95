/**
 * Draws an index with a probability in proportion to its weight, by the Walker-Vose alias method exactly as BCR-2024-001,
 * section 4 ("Random Sampler") writes it: the order of its lists and of its floating-point steps decides what is drawn.
 */
export class RandomSampler {
  readonly #probabilities: Float64Array;
  readonly #aliases: Uint32Array;

  /** `weights`: at least one, none negative, not all zero; anything else is a programming error (RangeError). */
  constructor(weights: readonly number[]) {
    const sum = weights.reduce((total, weight) => total + weight, 0);
    if (!(sum > 0) || weights.some((weight) => weight < 0)) throw new RangeError('RandomSampler: bad weights');
    const scaled = Float64Array.from(weights, (weight) => (weight * weights.length) / sum);
    this.#probabilities = new Float64Array(weights.length).fill(1);
    this.#aliases = new Uint32Array(weights.length);
    this.#pair(scaled);
  }

  /** The next index; `random` gives numbers from 0 to 1 and is called twice. */
  next(random: () => number): number {
    const first = random();
    const second = random();
    const index = Math.min(this.#probabilities.length - 1, Math.floor(this.#probabilities.length * first));
    return second < (this.#probabilities[index] ?? 1) ? index : (this.#aliases[index] ?? index);
  }

  /** Gives each index of less than average weight another one that fills up its share; who is left keeps probability 1. */
  #pair(scaled: Float64Array): void {
    const { small, large } = separate(scaled);
    for (;;) {
      const less = small.at(-1);
      const more = large.at(-1);
      if (less === undefined || more === undefined) return;
      small.pop();
      large.pop();
      const share = scaled[less] ?? 0;
      this.#probabilities[less] = share;
      this.#aliases[less] = more;
      const rest = (scaled[more] ?? 0) + (share - 1);
      scaled[more] = rest;
      (rest < 1 ? small : large).push(more);
    }
  }
}

function separate(scaled: Float64Array): { small: number[]; large: number[] } {
  const small: number[] = [];
  const large: number[] = [];
  for (let index = scaled.length - 1; index >= 0; index--) {
    ((scaled[index] ?? 0) < 1 ? small : large).push(index);
  }
  return { small, large };
}
