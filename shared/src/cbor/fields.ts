import { bytesToUint, isReadable, Refusal, uintToBytes } from '../bytes/index.ts';
import { type CborMap, CborTagged, type CborValue, decodeCbor, encodeCbor } from './cbor.ts';

/**
 * How one value is written and read. A message's schema is made of fields; the same schema encodes, decodes, and
 * describes itself for docs/protocol.md, so that the three cannot differ.
 */
export interface Field<T> {
  /** One line for the documentation: CDDL-like, with its limits. */
  readonly describe: string;
  /** True when a record may do without it. */
  readonly isOptional?: boolean;
  /** Throws the same refusals as `decode` for a value outside the limits. */
  encode(value: T, path: string): CborValue;
  /** Refuses with MESSAGE_FIELD_INVALID, MESSAGE_FIELD_UNKNOWN or MESSAGE_FIELD_MISSING, naming `path`. */
  decode(value: CborValue | undefined, path: string): T;
}

/** The type that a field reads. */
export type TypeOf<F> = F extends Field<infer T> ? T : never;

function invalid(path: string, expected: string): Refusal {
  return new Refusal('MESSAGE_FIELD_INVALID', `The field ${path} is not valid: ${expected} is expected.`);
}

function checked<T>(describe: string, accepts: (value: CborValue | undefined) => value is CborValue & T): Field<T> {
  const check = (value: CborValue | undefined, path: string): CborValue & T => {
    if (!accepts(value)) throw invalid(path, describe);
    return value;
  };
  return { describe, encode: (value, path) => check(value as CborValue, path), decode: check };
}

/** A byte string of exactly `length` bytes. */
export function bytesOf(length: number): Field<Uint8Array> {
  return bytesBetween(length, length);
}

/** A byte string of `min` to `max` bytes. */
export function bytesBetween(min: number, max: number): Field<Uint8Array> {
  const describe = min === max ? `bstr .size ${min}` : `bstr .size (${min}..${max})`;
  return checked(describe, (value): value is Uint8Array => {
    return value instanceof Uint8Array && value.length >= min && value.length <= max;
  });
}

/** An integer from 0 to `max` (53 bits at most). */
export function uintUpTo(max: number): Field<number> {
  return checked(`uint .le ${max}`, (value): value is number => {
    return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= max;
  });
}

/** A text of 1 to `max` characters that shows what it says ({@link isReadable}). */
export function readableText(max: number): Field<string> {
  return checked(`tstr .size (1..${max}), readable`, (value): value is string => {
    return typeof value === 'string' && value.length >= 1 && value.length <= max && isReadable(value);
  });
}

/** A text that is one of the given ones. */
export function oneOf<const T extends string>(...allowed: readonly T[]): Field<T> {
  const describe = allowed.map((text) => `"${text}"`).join(' / ');
  return checked(describe, (value): value is T => allowed.some((text) => text === value));
}

/** A text in the form of `pattern`, which must be anchored at both ends. */
export function textLike(pattern: RegExp, max: number): Field<string> {
  return checked(`tstr .regexp ${pattern.source}`, (value): value is string => {
    return typeof value === 'string' && value.length <= max && pattern.test(value);
  });
}

/** True or false. */
export const flag: Field<boolean> = checked('bool', (value): value is boolean => typeof value === 'boolean');

/** An unsigned integer of up to 256 bits, as big-endian bytes without leading zeros; zero is the empty byte string. */
export const amount: Field<bigint> = {
  describe: 'bstr .size (0..32), an unsigned integer without leading zeros',
  encode(value, path) {
    if (value < 0n || value >= 1n << 256n) throw invalid(path, this.describe);
    return uintToBytes(value);
  },
  decode(value, path) {
    if (!(value instanceof Uint8Array) || value.length > 32 || value[0] === 0) throw invalid(path, this.describe);
    return bytesToUint(value);
  },
};

/** A list of `min` to `max` values of one kind. */
export function listOf<T>(item: Field<T>, min: number, max: number): Field<readonly T[]> {
  const describe = `[${min}*${max} ${item.describe}]`;
  const expected = `a list of ${min} to ${max} entries`;
  return {
    describe,
    encode(values, path) {
      if (values.length < min || values.length > max) throw invalid(path, expected);
      return values.map((value, index) => item.encode(value, `${path}[${index}]`));
    },
    decode(value, path) {
      if (!Array.isArray(value) || value.length < min || value.length > max) throw invalid(path, expected);
      return value.map((entry: CborValue, index) => item.decode(entry, `${path}[${index}]`));
    },
  };
}

/** A field that a record may do without: absent on the wire, undefined here. */
export function optional<T>(field: Field<T>): Field<T | undefined> {
  return {
    describe: `? ${field.describe}`,
    isOptional: true,
    encode(value, path) {
      if (value === undefined) throw invalid(path, field.describe);
      return field.encode(value, path);
    },
    decode: (value, path) => field.decode(value, path),
  };
}

/** A value under a tag (RFC 8949, section 3.4). Refuses another tag, or none: MESSAGE_TAG_WRONG. */
export function tagged<T>(tag: number, field: Field<T>): Field<T> {
  return {
    describe: `#6.${tag}(${field.describe})`,
    encode: (value, path) => new CborTagged(tag, field.encode(value, path)),
    decode(value, path) {
      if (value instanceof CborTagged && value.tag === tag) return field.decode(value.value, path);
      throw new Refusal('MESSAGE_TAG_WRONG', `The field ${path} does not bear the tag ${tag}: it is something else.`);
    },
  };
}

/** A property of a record: the integer label that it travels under, and its field. */
export type Property<T> = { readonly label: number; readonly field: Field<T> };

/** A property under an integer label. */
export function at<T>(label: number, field: Field<T>): Property<T> {
  return { label, field };
}

type PropertiesOf<T> = { readonly [K in keyof T]: Property<T[K]> };

/** A record: a map with integer labels, every one present that is not optional, none beside them. */
export interface RecordField<T> extends Field<T> {
  readonly name: string;
  readonly properties: PropertiesOf<T>;
}

/** A record from its name and its properties. */
export function record<T extends object>(name: string, properties: PropertiesOf<T>): RecordField<T> {
  const entries = Object.entries(properties) as [string, Property<unknown>][];
  const labels = new Set(entries.map(([, property]) => property.label));
  if (labels.size !== entries.length) throw new TypeError(`record ${name}: a label is used twice`);
  return {
    name,
    properties,
    describe: name,
    encode(value, path) {
      const values = value as Record<string, unknown>;
      const present = entries.filter(([key, { field }]) => !(field.isOptional === true && values[key] === undefined));
      return new Map(present.map(([key, { label, field }]) => [label, field.encode(values[key], `${path}.${key}`)]));
    },
    decode(value, path) {
      if (!(value instanceof Map)) throw invalid(path, `a ${name}`);
      return decodeProperties<T>(value, entries, labels, path);
    },
  };
}

function decodeProperties<T>(
  map: CborMap,
  entries: readonly [string, Property<unknown>][],
  labels: ReadonlySet<number>,
  path: string,
): T {
  for (const label of map.keys()) {
    if (!labels.has(label)) {
      throw new Refusal(
        'MESSAGE_FIELD_UNKNOWN',
        `The field ${label} of ${path} is not known; the sender may be newer.`,
      );
    }
  }
  const decoded = entries.map(([key, { label, field }]) => {
    if (!map.has(label)) {
      if (field.isOptional === true) return [key, undefined];
      throw new Refusal('MESSAGE_FIELD_MISSING', `The field ${path}.${key} is missing.`);
    }
    return [key, field.decode(map.get(label), `${path}.${key}`)];
  });
  return Object.fromEntries(decoded) as T;
}

/** One of several records, told apart by `kind`; on the wire `[number of the kind, record]`. */
export function choice<T extends { readonly kind: string }>(
  name: string,
  kinds: { readonly [K in T['kind']]: readonly [number, RecordField<Omit<Extract<T, { kind: K }>, 'kind'>>] },
): Field<T> {
  const table = Object.entries(kinds) as [string, readonly [number, RecordField<object>]][];
  return {
    describe: table.map(([kind, [number, field]]) => `[${number}, ${field.name}] for ${kind}`).join(' / '),
    encode(value, path) {
      const found = table.find(([kind]) => kind === value.kind);
      if (!found) throw invalid(path, `a ${name}`);
      const [number, field] = found[1];
      return [number, field.encode(value, path)];
    },
    decode(value, path) {
      const [number, body] = Array.isArray(value) && value.length === 2 ? value : [];
      const found = table.find(([, entry]) => entry[0] === number);
      if (!found) throw invalid(path, `a ${name}`);
      return { kind: found[0], ...found[1][1].decode(body, path) } as T;
    },
  };
}

/** The deterministic bytes of a record. */
export function encodeRecord<T>(field: RecordField<T>, value: T): Uint8Array {
  return encodeCbor(field.encode(value, field.name));
}

/** The record in the bytes. Tags other than the given ones are not read. Refuses with CBOR_* or MESSAGE_*. */
export function decodeRecord<T>(
  field: RecordField<T>,
  bytes: Uint8Array,
  maxLength: number,
  tags: readonly number[] = [],
): T {
  return field.decode(decodeCbor(bytes, maxLength, tags), field.name);
}
