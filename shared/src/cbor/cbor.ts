import { dcborDecodeOptions, decode, Tag } from 'cbor2';
import { equalBytes, Refusal } from '../bytes/index.ts';
import { CborTagged, type CborValue, MAX_DEPTH } from './cbor-value.ts';
import { encodeCbor } from './encode.ts';

export { type CborMap, CborTagged, type CborValue } from './cbor-value.ts';
export { encodeCbor } from './encode.ts';

/** For the library, which counts a tag as two levels. Ours is the limit that decides. */
const MAX_DEPTH_WITH_TAGS = 2 * MAX_DEPTH;

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

function isCborValue(value: unknown, tags: readonly number[], depth: number): value is CborValue {
  if (depth > MAX_DEPTH) return false;
  if (typeof value === 'boolean' || typeof value === 'string' || value instanceof Uint8Array) return true;
  if (typeof value === 'number') return Number.isSafeInteger(value) && !Object.is(value, -0);
  if (Array.isArray(value)) return value.every((item) => isCborValue(item, tags, depth + 1));
  if (value instanceof CborTagged) return tags.includes(value.tag) && isCborValue(value.value, tags, depth + 1);
  if (!(value instanceof Map)) return false;
  return [...value].every(([key, item]) => Number.isSafeInteger(key) && isCborValue(item, tags, depth + 1));
}
