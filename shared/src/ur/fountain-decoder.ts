import { refuseUnless } from '../bytes/index.ts';
import { crc32 } from './crc32.ts';
import { FragmentChooser, xorInto } from './fountain.ts';
import { type Part, refuseContradictions } from './part.ts';

/** An equation: the exclusive or of the fragments whose bits are set in `mask` is `data`. */
interface Row {
  readonly mask: Uint32Array;
  readonly data: Uint8Array;
}

/**
 * Puts a message together from any sufficient set of its parts (BCR-2024-001, section 6, "The Decoder").
 *
 * Every part is a linear equation over its fragments, so the parts are kept as an equation system that is always fully
 * reduced (Gauss-Jordan): the fragment a row stands for occurs in no other row. This gets out of the parts all that is in
 * them, and bounds memory by itself: there are never more rows than fragments, whatever is shown and however long.
 */
export class FountainDecoder {
  readonly #header: Omit<Part, 'seqNum' | 'data'>;
  readonly #fragmentLength: number;
  readonly #chooser: FragmentChooser;
  readonly #rows: (Row | undefined)[];
  #rank = 0;

  /** `first`: a part of the message to be received; the limits on its numbers have been checked. */
  constructor(first: Part) {
    refuseContradictions(first);
    this.#header = { seqLen: first.seqLen, messageLength: first.messageLength, checksum: first.checksum };
    this.#fragmentLength = first.data.length;
    this.#chooser = new FragmentChooser(first.seqLen, first.checksum);
    this.#rows = new Array<Row | undefined>(first.seqLen).fill(undefined);
  }

  /** Number of parts received so far that each brought something new; complete when it reaches the number of fragments. */
  get rank(): number {
    return this.#rank;
  }

  /** Number of fragments of the message. */
  get seqLen(): number {
    return this.#header.seqLen;
  }

  /**
   * Takes in a part for which {@link isOf} holds (else RangeError); false if it brings nothing new. Refuses numbers that
   * cannot be (UR_PART_INVALID), and data that contradicts what was received before (UR_PART_CONTRADICTS).
   */
  receive(part: Part): boolean {
    refuseContradictions(part);
    if (!this.isOf(part)) throw new RangeError('FountainDecoder: a part of another message');
    const row = { mask: this.#maskOf(part.seqNum), data: part.data.slice() };
    this.#reduce(row);
    const pivot = lowestBit(row.mask);
    if (pivot === undefined) {
      refuseUnless(row.data.every(isZero), 'UR_PART_CONTRADICTS', CONTRADICTS);
      return false;
    }
    this.#insert(row, pivot);
    return true;
  }

  /** Numbers from 1 of the fragments that are not known yet, in order. */
  missing(): number[] {
    const numbers: number[] = [];
    for (const [index, row] of this.#rows.entries()) {
      if (row === undefined || !hasOnlyBit(row.mask, index)) numbers.push(index + 1);
    }
    return numbers;
  }

  /**
   * The message, or undefined as long as parts are missing. Refuses with UR_MESSAGE_CHECKSUM if the fragments do not add
   * up to the message that was announced: its CRC-32, and nothing but zeros behind its end.
   */
  message(): Uint8Array | undefined {
    if (this.#rank < this.seqLen) return undefined;
    const padded = new Uint8Array(this.seqLen * this.#fragmentLength);
    for (const [index, row] of this.#rows.entries()) {
      if (row !== undefined) padded.set(row.data, index * this.#fragmentLength);
    }
    const message = padded.slice(0, this.#header.messageLength);
    const intact = crc32(message) === this.#header.checksum && padded.subarray(message.length).every(isZero);
    refuseUnless(intact, 'UR_MESSAGE_CHECKSUM', 'The frames do not add up to the message they announce. Scan again.');
    return message;
  }

  /** Whether the part is of this message, as far as its numbers tell. */
  isOf(part: Part): boolean {
    return (
      part.seqLen === this.#header.seqLen &&
      part.messageLength === this.#header.messageLength &&
      part.checksum === this.#header.checksum &&
      part.data.length === this.#fragmentLength
    );
  }

  #maskOf(seqNum: number): Uint32Array {
    const mask = new Uint32Array(Math.ceil(this.seqLen / 32));
    for (const index of this.#chooser.indexesAt(seqNum)) setBit(mask, index);
    return mask;
  }

  /** Takes out of the row every fragment that another row stands for; those rows bring in none that a third stands for. */
  #reduce(row: Row): void {
    for (const [index, known] of this.#rows.entries()) {
      if (known !== undefined && hasBit(row.mask, index)) add(row, known);
    }
  }

  #insert(row: Row, pivot: number): void {
    for (const other of this.#rows) {
      if (other !== undefined && hasBit(other.mask, pivot)) add(other, row);
    }
    this.#rows[pivot] = row;
    this.#rank += 1;
  }
}

const CONTRADICTS = 'This frame contradicts frames that were read before it. If this goes on, start again.';

function add(target: Row, source: Row): void {
  xorInto(target.mask, source.mask);
  xorInto(target.data, source.data);
}

function setBit(mask: Uint32Array, index: number): void {
  mask[index >> 5] = (mask[index >> 5] ?? 0) | (1 << (index & 31));
}

function hasBit(mask: Uint32Array, index: number): boolean {
  return (((mask[index >> 5] ?? 0) >>> (index & 31)) & 1) === 1;
}

function hasOnlyBit(mask: Uint32Array, index: number): boolean {
  return mask.every((word, position) => word === (position === index >> 5 ? (1 << (index & 31)) >>> 0 : 0));
}

function lowestBit(mask: Uint32Array): number | undefined {
  const position = mask.findIndex((word) => word !== 0);
  const word = mask[position];
  return word === undefined ? undefined : position * 32 + 31 - Math.clz32(word & -word);
}

function isZero(value: number): boolean {
  return value === 0;
}
