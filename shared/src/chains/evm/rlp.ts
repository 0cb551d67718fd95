import { concatBytes, refuseUnless, uintToBytes } from '../../bytes/index.ts';

/** What Recursive Length Prefix encodes (Ethereum Yellow Paper, appendix B): byte strings and lists of such. */
export type Rlp = Uint8Array | readonly Rlp[];

/** The encoding of a value. */
export function encodeRlp(value: Rlp): Uint8Array {
  if (value instanceof Uint8Array) {
    if (value.length === 1 && (value[0] ?? 0) < 0x80) return value;
    return concatBytes(lengthPrefix(value.length, 0x80), value);
  }
  const body = concatBytes(...value.map(encodeRlp));
  return concatBytes(lengthPrefix(body.length, 0xc0), body);
}

function lengthPrefix(length: number, offset: number): Uint8Array {
  if (length <= 55) return Uint8Array.of(offset + length);
  const digits = uintToBytes(BigInt(length));
  return concatBytes(Uint8Array.of(offset + 55 + digits.length), digits);
}

/**
 * The transaction, its access list, an entry of it, the entry's keys (EIP-2930). Transfers need two levels; all four are
 * read so that an access list is refused by its name.
 */
const MAX_DEPTH = 4;

/**
 * The value in the bytes, accepted only in its one canonical form and with nothing behind its end.
 *
 * Refuses with TX_RLP_INVALID, TX_RLP_NOT_CANONICAL or TX_TRAILING_BYTES.
 */
export function decodeRlp(bytes: Uint8Array): Rlp {
  const { value, end } = decodeAt(bytes, 0, bytes.length, 0);
  refuseUnless(end === bytes.length, 'TX_TRAILING_BYTES', 'There are bytes behind the end of this transaction.');
  return value;
}

type Decoded = { readonly value: Rlp; readonly end: number };

function decodeAt(bytes: Uint8Array, start: number, limit: number, depth: number): Decoded {
  const first = bytes[start];
  refuseUnless(first !== undefined, 'TX_RLP_INVALID', 'This transaction ends in the middle of a value.');
  if (first < 0x80) return { value: Uint8Array.of(first), end: start + 1 };
  const isList = first >= 0xc0;
  const { bodyStart, bodyEnd } = readLength(bytes, start, limit, first, isList ? 0xc0 : 0x80);
  if (isList) return { value: decodeList(bytes, bodyStart, bodyEnd, depth + 1), end: bodyEnd };
  // A copy, even of a Buffer, whose slice() would share the caller's memory.
  const body = Uint8Array.from(bytes.subarray(bodyStart, bodyEnd));
  refuseUnless(
    body.length !== 1 || (body[0] ?? 0) >= 0x80,
    'TX_RLP_NOT_CANONICAL',
    'A byte of this transaction has a needless length.',
  );
  return { value: body, end: bodyEnd };
}

function decodeList(bytes: Uint8Array, start: number, end: number, depth: number): Rlp[] {
  refuseUnless(depth <= MAX_DEPTH, 'TX_RLP_INVALID', 'The lists in this transaction are nested too deep.');
  const items: Rlp[] = [];
  let position = start;
  while (position < end) {
    const item = decodeAt(bytes, position, end, depth);
    items.push(item.value);
    position = item.end;
  }
  return items;
}

function readLength(
  bytes: Uint8Array,
  start: number,
  limit: number,
  first: number,
  offset: number,
): { bodyStart: number; bodyEnd: number } {
  const short = first - offset;
  if (short <= 55) return bounded(start + 1, short, limit);
  const digits = bytes.subarray(start + 1, start + 1 + short - 55);
  refuseUnless(
    digits.length === short - 55 && digits.length <= 4,
    'TX_RLP_INVALID',
    'A length in this transaction is impossible.',
  );
  const length = digits.reduce((sum, digit) => sum * 256 + digit, 0);
  refuseUnless(
    digits[0] !== 0 && length > 55,
    'TX_RLP_NOT_CANONICAL',
    'A length in this transaction is longer than it needs to be.',
  );
  return bounded(start + 1 + digits.length, length, limit);
}

function bounded(bodyStart: number, length: number, limit: number): { bodyStart: number; bodyEnd: number } {
  refuseUnless(
    bodyStart + length <= limit,
    'TX_RLP_INVALID',
    'A value in this transaction is longer than the transaction.',
  );
  return { bodyStart, bodyEnd: bodyStart + length };
}
