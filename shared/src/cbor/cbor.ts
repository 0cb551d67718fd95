import { dcborDecodeOptions, dcborEncodeOptions, decode, encode, Tag } from 'cbor2';
import { equalBytes, Refusal } from '../bytes/index.ts';

/** What our messages are made of. Integers stay within 53 bits; larger amounts travel as byte strings. */
export type CborValue = number | boolean | string | Uint8Array | readonly CborValue[] | CborMap | CborTagged;

/** A CBOR map: integer labels in our messages, in the order that the encoder chooses. */
export type CborMap = ReadonlyMap<number, CborValue>;

/** A tagged value (RFC 8949, section 3.4). Our own messages have none; the formats of others that we read do. */
export class CborTagged {
  readonly tag: number;
  readonly value: CborValue;

  constructor(tag: number, value: CborValue) {
    this.tag = tag;
    this.value = value;
  }
}

/** No message of ours nests deeper: envelope, batch, item, approval list, approval, field. */
const MAX_DEPTH = 8;
/** For the library, which counts a tag as two levels. Ours is the limit that decides. */
const MAX_DEPTH_WITH_TAGS = 2 * MAX_DEPTH;

/** The deterministic encoding (RFC 8949, section 4.2.1; dCBOR) of a value. Throws a TypeError for what is not a CborValue. */
export function encodeCbor(value: CborValue): Uint8Array {
  if (!isCborValue(value, 'any', 0))
    throw new TypeError('encodeCbor: the value has a type that our messages do not use');
  return Uint8Array.from(encode(forLibrary(value), dcborEncodeOptions));
}

/** cbor2 writes a subclass of Uint8Array (Node's Buffer) by its JSON form; all byte strings are the same to us. */
function forLibrary(value: CborValue): unknown {
  if (value instanceof Uint8Array) return new Uint8Array(value.buffer, value.byteOffset, value.length);
  if (value instanceof CborTagged) return new Tag(value.tag, forLibrary(value.value));
  if (value instanceof Map)
    return new Map([...value].map(([key, item]: [number, CborValue]) => [key, forLibrary(item)]));
  return Array.isArray(value) ? value.map(forLibrary) : value;
}

/** The library's tags as ours; everything else stays what it is, and is judged afterwards. */
function fromLibrary(value: unknown): unknown {
  if (value instanceof Tag) return new CborTagged(Number(value.tag), fromLibrary(value.contents) as CborValue);
  if (value instanceof Map) return new Map([...value].map(([key, item]) => [key, fromLibrary(item)]));
  return Array.isArray(value) ? value.map(fromLibrary) : value;
}

/**
 * The value that the bytes encode, accepted only when they are its one deterministic encoding: shortest integers and
 * lengths, definite lengths, sorted unique keys, no floats, no tags but the given ones, nothing behind the end. The rule that decides is
 * independent of the library: what is decoded, encoded again, must be the same bytes.
 *
 * Refuses with CBOR_TOO_LARGE before anything is decoded, else with CBOR_NOT_CANONICAL.
 */
export function decodeCbor(bytes: Uint8Array, maxLength: number, tags: readonly number[] = []): CborValue {
  if (bytes.length > maxLength) {
    throw new Refusal('CBOR_TOO_LARGE', `This message has ${bytes.length} bytes; at most ${maxLength} are accepted.`);
  }
  const decoded = decodeOrRefuse(bytes, tags.length === 0 ? MAX_DEPTH : MAX_DEPTH_WITH_TAGS);
  const value = tags.length === 0 ? decoded : fromLibrary(decoded);
  if (!isCborValue(value, tags, 0) || !equalBytes(encodeCbor(value), bytes)) throw notCanonical();
  return value;
}

function decodeOrRefuse(bytes: Uint8Array, maxDepth: number): unknown {
  try {
    return decode<unknown>(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length), {
      ...dcborDecodeOptions,
      preferMap: true,
      maxDepth,
      ignoreGlobalTags: true,
    });
  } catch (cause) {
    throw notCanonical(cause);
  }
}

function notCanonical(cause?: unknown): Refusal {
  return new Refusal(
    'CBOR_NOT_CANONICAL',
    'This message is not in the one encoding that is allowed (deterministic CBOR).',
    {
      cause,
    },
  );
}

function isCborValue(value: unknown, tags: readonly number[] | 'any', depth: number): value is CborValue {
  if (depth > MAX_DEPTH) return false;
  if (typeof value === 'boolean' || typeof value === 'string' || value instanceof Uint8Array) return true;
  if (typeof value === 'number') return Number.isSafeInteger(value) && !Object.is(value, -0);
  if (Array.isArray(value)) return value.every((item) => isCborValue(item, tags, depth + 1));
  if (value instanceof CborTagged) return isTag(value.tag, tags) && isCborValue(value.value, tags, depth + 1);
  if (!(value instanceof Map)) return false;
  return [...value].every(([key, item]) => Number.isSafeInteger(key) && isCborValue(item, tags, depth + 1));
}

function isTag(tag: number, tags: readonly number[] | 'any'): boolean {
  return tags === 'any' ? Number.isSafeInteger(tag) && tag >= 0 : tags.includes(tag);
}
