import { crc32 } from './crc32.ts';
import { FragmentChooser, fragmentLengthFor, MAX_SEQ_NUM, partition, xorInto } from './fountain.ts';
import type { Part } from './part.ts';

/** Makes the parts of one message, any of them at any time (BCR-2024-001, section 5, "The Encoder"). */
export class FountainEncoder {
  readonly #fragments: readonly Uint8Array[];
  readonly #messageLength: number;
  readonly #checksum: number;
  readonly #chooser: FragmentChooser;

  /** `message`: not empty. `maxFragmentLength`: bytes, at least 1. Otherwise a RangeError. */
  constructor(message: Uint8Array, maxFragmentLength: number) {
    if (message.length === 0) throw new RangeError('FountainEncoder: the message is empty');
    if (!Number.isSafeInteger(maxFragmentLength) || maxFragmentLength < 1) {
      throw new RangeError('FountainEncoder: the fragment length must be a positive integer');
    }
    this.#fragments = partition(message, fragmentLengthFor(message.length, maxFragmentLength));
    this.#messageLength = message.length;
    this.#checksum = crc32(message);
    this.#chooser = new FragmentChooser(this.#fragments.length, this.#checksum);
  }

  /** Number of fragments: so many parts suffice when none is lost. */
  get seqLen(): number {
    return this.#fragments.length;
  }

  /** The part with that number, 1 to 2^32 - 1 (else RangeError). The same number always gives the same part. */
  partAt(seqNum: number): Part {
    if (!Number.isSafeInteger(seqNum) || seqNum < 1 || seqNum > MAX_SEQ_NUM) {
      throw new RangeError('FountainEncoder: a part number is an integer from 1 to 2^32 - 1');
    }
    return {
      seqNum,
      seqLen: this.seqLen,
      messageLength: this.#messageLength,
      checksum: this.#checksum,
      data: this.#mix(this.#chooser.indexesAt(seqNum)),
    };
  }

  /** Number of fragments that the part with that number mixes. */
  degreeAt(seqNum: number): number {
    return this.#chooser.degreeAt(seqNum);
  }

  /** Which fragments the part with that number mixes, counted from 0. */
  indexesAt(seqNum: number): readonly number[] {
    return this.#chooser.indexesAt(seqNum);
  }

  #mix(indexes: readonly number[]): Uint8Array {
    const mixed = new Uint8Array(this.#fragments[0]?.length ?? 0);
    for (const index of indexes) xorInto(mixed, this.#fragments[index] ?? mixed);
    return mixed;
  }
}
