/** Numbers that look random and are the same for the same seed. Nothing secret may come from here. */
export interface SeededRandom {
  /** 0 <= x < 1 */
  next(): number;
  /** A whole number, 0 <= n < bound. */
  below(bound: number): number;
  /** -1 or 1. */
  sign(): number;
}

/** Mulberry32: 32 bits of state are enough for pictures. */
export function createSeededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
  return { next, below: (bound) => Math.floor(next() * bound), sign: () => (next() < 0.5 ? -1 : 1) };
}

/** `length` values of a normal distribution around 0 (Box and Muller). */
export function normalValues(random: SeededRandom, length: number, sigma: number): Float32Array {
  return Float32Array.from({ length }, () => {
    const radius = Math.sqrt(-2 * Math.log(1 - random.next()));
    return sigma * radius * Math.cos(2 * Math.PI * random.next());
  });
}
