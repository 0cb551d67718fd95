import { concatBytes, Refusal, refuseUnless } from '../bytes/index.ts';
import { CborHeadReader, cborHead, MAJOR_TYPE } from './cbor-heads.ts';

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

const ARRAY_LENGTH = 5;
const MALFORMED = 'The inside of this frame is malformed: the sending program is faulty, or the code is not genuine.';

/** The CBOR of a part: `[seqNum, seqLen, messageLength, checksum, data]`, each head in its shortest form. */
export function encodePart(part: Part): Uint8Array {
  return concatBytes(
    cborHead(MAJOR_TYPE.array, ARRAY_LENGTH),
    cborHead(MAJOR_TYPE.unsigned, part.seqNum),
    cborHead(MAJOR_TYPE.unsigned, part.seqLen),
    cborHead(MAJOR_TYPE.unsigned, part.messageLength),
    cborHead(MAJOR_TYPE.unsigned, part.checksum),
    cborHead(MAJOR_TYPE.bytes, part.data.length),
    part.data,
  );
}

/**
 * Reads exactly what {@link encodePart} writes: anything else (a longer form of a number, another type, a missing or an
 * additional byte, a number above 2^32 - 1) is refused with UR_PART_INVALID. The numbers are not judged here.
 */
export function decodePart(cbor: Uint8Array): Part {
  const reader = new CborHeadReader(cbor, malformed);
  reader.expect(MAJOR_TYPE.array, ARRAY_LENGTH);
  const seqNum = reader.head(MAJOR_TYPE.unsigned);
  const seqLen = reader.head(MAJOR_TYPE.unsigned);
  const messageLength = reader.head(MAJOR_TYPE.unsigned);
  const checksum = reader.head(MAJOR_TYPE.unsigned);
  const data = reader.lastBytes(reader.head(MAJOR_TYPE.bytes));
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

function malformed(): Refusal {
  return new Refusal('UR_PART_INVALID', MALFORMED);
}
