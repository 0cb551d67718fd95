import { concatBytes, Refusal, refuseUnless } from '../bytes/index.ts';
import { uint32Bytes } from './crc32.ts';

/** One part of a multi-part message (BCR-2024-001, section 4, "Part Serialization"). */
export interface Part {
  /** 1 to 2^32 - 1; up to `seqLen` the part is one plain fragment, above it a mix of fragments. */
  readonly seqNum: number;
  /** Number of fragments of the message. */
  readonly seqLen: number;
  /** Length of the message in bytes, without the zeros that fill up its last fragment. */
  readonly messageLength: number;
  /** CRC-32 of the message. */
  readonly checksum: number;
  /** The fragment, or the fragments mixed by exclusive or. */
  readonly data: Uint8Array;
}

const UNSIGNED = 0;
const BYTE_STRING = 2;
const ARRAY = 4;
const ARRAY_LENGTH = 5;
const BYTES_AFTER_HEAD: ReadonlyMap<number, number> = new Map([
  [24, 1],
  [25, 2],
  [26, 4],
]);
const MALFORMED = 'The inside of this frame is malformed: the sending program is faulty, or the code is not genuine.';

/** The CBOR of a part: `[seqNum, seqLen, messageLength, checksum, data]`, each head in its shortest form. */
export function encodePart(part: Part): Uint8Array {
  return concatBytes(
    head(ARRAY, ARRAY_LENGTH),
    head(UNSIGNED, part.seqNum),
    head(UNSIGNED, part.seqLen),
    head(UNSIGNED, part.messageLength),
    head(UNSIGNED, part.checksum),
    head(BYTE_STRING, part.data.length),
    part.data,
  );
}

/**
 * Reads exactly what {@link encodePart} writes: anything else (a longer form of a number, another type, a missing or an
 * additional byte, a number above 2^32 - 1) is refused with UR_PART_INVALID. The numbers are not judged here.
 */
export function decodePart(cbor: Uint8Array): Part {
  const reader = new HeadReader(cbor);
  refuseUnless(reader.head(ARRAY) === ARRAY_LENGTH, 'UR_PART_INVALID', MALFORMED);
  const seqNum = reader.head(UNSIGNED);
  const seqLen = reader.head(UNSIGNED);
  const messageLength = reader.head(UNSIGNED);
  const checksum = reader.head(UNSIGNED);
  const data = reader.lastBytes(reader.head(BYTE_STRING));
  return { seqNum, seqLen, messageLength, checksum, data };
}

/**
 * Refuses a part whose numbers contradict each other, with UR_PART_INVALID: a part number or a length of zero, or more or
 * fewer fragments than a message of that length needs.
 */
export function refuseContradictions(part: Part): void {
  const capacity = part.seqLen * part.data.length;
  const present = part.seqNum > 0 && part.seqLen > 0 && part.messageLength > 0;
  const fits = part.messageLength <= capacity && part.messageLength > capacity - part.data.length;
  refuseUnless(present && fits, 'UR_PART_INVALID', 'The numbers in this frame contradict each other. Start again.');
}

/** Head of a CBOR item (RFC 8949, section 3) in its shortest form; `argument` is at most 2^32 - 1. */
function head(majorType: number, argument: number): Uint8Array {
  const type = majorType << 5;
  if (argument < 24) return Uint8Array.of(type | argument);
  if (argument < 0x100) return Uint8Array.of(type | 24, argument);
  if (argument < 0x10000) return Uint8Array.of(type | 25, argument >> 8, argument & 0xff);
  return concatBytes(Uint8Array.of(type | 26), uint32Bytes(argument));
}

class HeadReader {
  readonly #bytes: Uint8Array;
  #offset = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** The argument of the next head, which must be of that major type and in its shortest form. */
  head(majorType: number): number {
    const first = this.#byte();
    const info = first & 0x1f;
    const extra = info < 24 ? 0 : BYTES_AFTER_HEAD.get(info);
    if (first >> 5 !== majorType || extra === undefined) throw malformed();
    let argument = extra === 0 ? info : 0;
    for (let i = 0; i < extra; i++) argument = argument * 0x100 + this.#byte();
    if (head(majorType, argument).length !== 1 + extra) throw malformed();
    return argument;
  }

  /** The bytes that are left, of which there must be exactly `length`. */
  lastBytes(length: number): Uint8Array {
    if (this.#bytes.length - this.#offset !== length) throw malformed();
    return this.#bytes.subarray(this.#offset);
  }

  #byte(): number {
    const byte = this.#bytes[this.#offset];
    if (byte === undefined) throw malformed();
    this.#offset += 1;
    return byte;
  }
}

function malformed(): Refusal {
  return new Refusal('UR_PART_INVALID', MALFORMED);
}
