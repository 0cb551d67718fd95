import { concatBytes } from '../bytes/index.ts';
import { uint32Bytes } from './crc32.ts';
import { RandomSampler } from './random-sampler.ts';
import { Xoshiro256 } from './xoshiro256.ts';

/** The highest number a part can have: part numbers are unsigned 32-bit (BCR-2024-001, section 4, "Part Serialization"). */
export const MAX_SEQ_NUM = 0xffffffff;

/**
 * The length of the equal fragments a message is cut into: as few fragments as `maxFragmentLength` allows, then as short
 * as that many fragments can be (BCR-2024-001, section 4, "Determining Fragment Length"). All in bytes, all above zero.
 */
export function fragmentLengthFor(messageLength: number, maxFragmentLength: number): number {
  return Math.ceil(messageLength / Math.ceil(messageLength / maxFragmentLength));
}

/** The message cut into fragments, the last one filled up with zeros (same section as {@link fragmentLengthFor}). */
export function partition(message: Uint8Array, fragmentLength: number): readonly Uint8Array[] {
  const count = Math.ceil(message.length / fragmentLength);
  const padded = new Uint8Array(count * fragmentLength);
  padded.set(message);
  return Array.from({ length: count }, (_, i) => padded.subarray(i * fragmentLength, (i + 1) * fragmentLength));
}

/** Adds (exclusive or) `source` into `target`, which has the same length (BCR-2024-001, section 4, "Buffer XOR"). */
export function xorInto<T extends Uint8Array | Uint32Array>(target: T, source: T): void {
  for (let i = 0; i < target.length; i++) target[i] = (target[i] ?? 0) ^ (source[i] ?? 0);
}

/** Chooses how many fragments a part mixes, n with weight 1/n (BCR-2024-001, section 4, "Degree Chooser"). */
export function degreeSampler(seqLen: number): RandomSampler {
  return new RandomSampler(Array.from({ length: seqLen }, (_, index) => 1 / (index + 1)));
}

/** The first `count` items of a Fisher-Yates shuffle (BCR-2024-001, section 4, "The Fisher-Yates Shuffle"). */
export function shuffled(items: readonly number[], random: Xoshiro256, count: number): number[] {
  const remaining = [...items];
  const result: number[] = [];
  while (result.length < count && remaining.length > 0) {
    result.push(...remaining.splice(random.nextInt(0, remaining.length - 1), 1));
  }
  return result;
}

/**
 * Tells which fragments a part mixes: the consensus of sender and receiver (BCR-2024-001, section 4, "Fragment Chooser").
 * Parts 1 to `seqLen` carry one fragment each, in order; later ones a mix that part number and checksum determine.
 */
export class FragmentChooser {
  readonly #checksum: Uint8Array;
  readonly #indexes: readonly number[];
  readonly #degrees: RandomSampler;

  /** `seqLen`: number of fragments, at least 1. `checksum`: CRC-32 of the message. */
  constructor(seqLen: number, checksum: number) {
    this.#checksum = uint32Bytes(checksum);
    this.#indexes = Array.from({ length: seqLen }, (_, index) => index);
    this.#degrees = degreeSampler(seqLen);
  }

  /** Indexes from 0, each once, in no particular order. `seqNum`: 1 to {@link MAX_SEQ_NUM}. */
  indexesAt(seqNum: number): readonly number[] {
    if (seqNum <= this.#indexes.length) return [seqNum - 1];
    const random = this.#randomAt(seqNum);
    return shuffled(this.#indexes, random, this.#draw(random));
  }

  /** Number of fragments that the part mixes: the length of {@link indexesAt}, at less cost. */
  degreeAt(seqNum: number): number {
    return seqNum <= this.#indexes.length ? 1 : this.#draw(this.#randomAt(seqNum));
  }

  #randomAt(seqNum: number): Xoshiro256 {
    return new Xoshiro256(concatBytes(uint32Bytes(seqNum), this.#checksum));
  }

  #draw(random: Xoshiro256): number {
    return this.#degrees.next(() => random.nextDouble()) + 1;
  }
}
