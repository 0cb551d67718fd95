import { concatBytes } from '../bytes/index.ts';
import { uint32Bytes } from './crc32.ts';

/** The major types that the transport's own CBOR uses (RFC 8949, section 3.1). */
export const MAJOR_TYPE = { unsigned: 0, bytes: 2, array: 4, tag: 6 } as const;

const BYTES_AFTER_HEAD: ReadonlyMap<number, number> = new Map([
  [24, 1],
  [25, 2],
  [26, 4],
]);

/** Head of a CBOR item (RFC 8949, section 3) in its shortest form; `argument` is at most 2^32 - 1. */
export function cborHead(majorType: number, argument: number): Uint8Array {
  const type = majorType << 5;
  if (argument < 24) return Uint8Array.of(type | argument);
  if (argument < 0x100) return Uint8Array.of(type | 24, argument);
  if (argument < 0x10000) return Uint8Array.of(type | 25, argument >> 8, argument & 0xff);
  return concatBytes(Uint8Array.of(type | 26), uint32Bytes(argument));
}

/**
 * Reads heads one after another, each in its one right form, and nothing else: a frame is read before anything is known of
 * who wrote it, so what reads it is as small as the format. What is not as expected throws what `malformed` makes.
 */
export class CborHeadReader {
  readonly #bytes: Uint8Array;
  readonly #malformed: () => Error;
  #offset = 0;

  constructor(bytes: Uint8Array, malformed: () => Error) {
    this.#bytes = bytes;
    this.#malformed = malformed;
  }

  /** The argument of the next head, which must be of that major type and in its shortest form. */
  head(majorType: number): number {
    const first = this.#byte();
    const info = first & 0x1f;
    const extra = info < 24 ? 0 : BYTES_AFTER_HEAD.get(info);
    if (first >> 5 !== majorType || extra === undefined) throw this.#malformed();
    let argument = extra === 0 ? info : 0;
    for (let i = 0; i < extra; i++) argument = argument * 0x100 + this.#byte();
    if (cborHead(majorType, argument).length !== 1 + extra) throw this.#malformed();
    return argument;
  }

  /** The next head, which must have exactly this argument. */
  expect(majorType: number, argument: number): void {
    if (this.head(majorType) !== argument) throw this.#malformed();
  }

  /** The bytes that are left, of which there must be exactly `length`. */
  lastBytes(length: number): Uint8Array {
    if (this.#bytes.length - this.#offset !== length) throw this.#malformed();
    return this.#bytes.subarray(this.#offset);
  }

  #byte(): number {
    const byte = this.#bytes[this.#offset];
    if (byte === undefined) throw this.#malformed();
    this.#offset += 1;
    return byte;
  }
}
