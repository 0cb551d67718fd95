import { utf8 } from '../bytes/index.ts';
import { type CborMap, CborTagged, type CborValue, MAX_DEPTH } from './cbor-value.ts';

/** Major types (RFC 8949, section 3.1), where they stand in the first byte. */
const UNSIGNED = 0x00;
const NEGATIVE = 0x20;
const BYTES = 0x40;
const TEXT = 0x60;
const ARRAY = 0x80;
const MAP = 0xa0;
const TAG = 0xc0;
const FALSE = 0xf4;
const TRUE = 0xf5;

const TWO_32 = 0x1_0000_0000;

/**
 * The deterministic encoding (RFC 8949, section 4.2.1; dCBOR) of a value. Throws a TypeError for what is not a CborValue.
 *
 * Our own: it is a page, every message, intent and log entry goes through it, and the decoder, another's, checks it.
 */
export function encodeCbor(value: CborValue): Uint8Array {
  const out = new Writer();
  write(out, value, 0);
  return out.finish();
}

function write(out: Writer, value: unknown, depth: number): void {
  if (depth > MAX_DEPTH) throw unusable();
  if (typeof value === 'number') writeInteger(out, value);
  else if (typeof value === 'string') writeText(out, value);
  else if (typeof value === 'boolean') out.byte(value ? TRUE : FALSE);
  else if (value instanceof Uint8Array) {
    out.head(BYTES, value.length);
    out.all(value);
  } else if (Array.isArray(value)) {
    out.head(ARRAY, value.length);
    for (const item of value) write(out, item, depth + 1);
  } else if (value instanceof Map) writeMap(out, value, depth);
  else if (value instanceof CborTagged) writeTagged(out, value, depth);
  else throw unusable();
}

function writeInteger(out: Writer, value: unknown): void {
  if (!Number.isSafeInteger(value) || Object.is(value, -0)) throw unusable();
  const number = Number(value);
  if (number >= 0) out.head(UNSIGNED, number);
  else out.head(NEGATIVE, -1 - number);
}

/** dCBOR: text is in Unicode's normal form C. */
function writeText(out: Writer, value: string): void {
  const bytes = utf8(value.normalize('NFC'));
  out.head(TEXT, bytes.length);
  out.all(bytes);
}

function writeMap(out: Writer, map: CborMap, depth: number): void {
  out.head(MAP, map.size);
  for (const [key, item] of [...map].sort(([a], [b]) => compareKeys(a, b))) {
    writeInteger(out, key);
    write(out, item, depth + 1);
  }
}

function writeTagged(out: Writer, { tag, value }: CborTagged, depth: number): void {
  if (!Number.isSafeInteger(tag) || tag < 0) throw unusable();
  out.head(TAG, tag);
  write(out, value, depth + 1);
}

/** In the order of their encodings (section 4.2.1): 0, 1, 2, ... and then -1, -2, ... */
function compareKeys(a: number, b: number): number {
  if (a >= 0 && b >= 0) return a - b;
  return a < 0 && b < 0 ? b - a : b - a > 0 ? 1 : -1;
}

function unusable(): TypeError {
  return new TypeError('encodeCbor: the value has a type that our messages do not use');
}

/** Bytes that grow. */
class Writer {
  #bytes = new Uint8Array(512);
  #length = 0;

  byte(value: number): void {
    this.#room(1);
    this.#bytes[this.#length] = value;
    this.#length += 1;
  }

  all(bytes: Uint8Array): void {
    this.#room(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** A major type with its argument in the fewest bytes (section 3). */
  head(major: number, argument: number): void {
    if (argument < 24) this.byte(major | argument);
    else if (argument < 0x100) this.#argument(major | 24, argument, 1);
    else if (argument < 0x1_0000) this.#argument(major | 25, argument, 2);
    else if (argument < TWO_32) this.#argument(major | 26, argument, 4);
    else this.#argument(major | 27, argument, 8);
  }

  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #argument(first: number, argument: number, width: 1 | 2 | 4 | 8): void {
    this.byte(first);
    for (let shift = width - 1; shift >= 0; shift--) this.byte(Math.floor(argument / 2 ** (8 * shift)) & 0xff);
  }

  #room(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(2 * this.#bytes.length, this.#length + count));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}
