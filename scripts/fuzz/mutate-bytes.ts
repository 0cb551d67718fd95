import type { SeededRandom } from '../../e2e/support/camera/seeded-random.ts';
import type { Mutator } from './target.ts';

/** Numbers at the edges of what fields hold. */
const EDGES = [0, 1, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff];

/** One of a list, by the dice. */
export function pick<T>(values: readonly T[], random: SeededRandom): T {
  const value = values[random.below(values.length)];
  if (value === undefined) throw new Error('nothing to pick from');
  return value;
}

/** A whole number that is near an edge as often as not. */
export function edgeNumber(random: SeededRandom): number {
  const near = pick(EDGES, random) + random.below(3) - 1;
  return Math.max(0, random.next() < 0.6 ? near : random.below(2 ** random.below(32)));
}

/** Some of the bytes, from anywhere. */
export function slicePart(bytes: Uint8Array, random: SeededRandom): Uint8Array {
  const from = random.below(bytes.length + 1);
  return bytes.subarray(from, from + random.below(bytes.length - from + 1));
}

/** `inserted` in place of `removed` bytes. */
function splice(bytes: Uint8Array, at: number, removed: number, inserted: Uint8Array): Uint8Array {
  const made = new Uint8Array(at + inserted.length + Math.max(0, bytes.length - at - removed));
  made.set(bytes.subarray(0, at));
  made.set(inserted, at);
  made.set(bytes.subarray(at + removed), at + inserted.length);
  return made;
}

type Change = (bytes: Uint8Array, other: Uint8Array, random: SeededRandom) => Uint8Array;

const CHANGES: readonly Change[] = [
  (bytes, _other, random) => {
    const at = random.below(bytes.length);
    return bytes.with(at, (bytes[at] ?? 0) ^ (1 << random.below(8)));
  },
  (bytes, _other, random) => bytes.with(random.below(bytes.length), random.below(256)),
  (bytes, _other, random) => bytes.with(random.below(bytes.length), edgeNumber(random) & 0xff),
  (bytes, _other, random) => splice(bytes, random.below(bytes.length), 1 + random.below(8), new Uint8Array()),
  (bytes, _other, random) => bytes.slice(0, random.below(bytes.length)),
  (bytes, _other, random) => splice(bytes, random.below(bytes.length + 1), 0, Uint8Array.of(random.below(256))),
  (bytes, other, random) => splice(bytes, random.below(bytes.length + 1), 0, slicePart(other, random)),
  (bytes, other, random) => {
    const part = slicePart(other, random);
    return splice(bytes, random.below(bytes.length), part.length, part);
  },
  (bytes, _other, random) => splice(bytes, random.below(bytes.length + 1), 0, slicePart(bytes, random)),
];

/** Changes bytes without knowing what they mean, one to four times. */
export const mutateBytes: Mutator = (input, other, random) => {
  let bytes = input;
  for (let times = 1 + random.below(4); times > 0; times -= 1) {
    bytes = bytes.length === 0 ? Uint8Array.of(random.below(256)) : pick(CHANGES, random)(bytes, other, random);
  }
  return bytes;
};
