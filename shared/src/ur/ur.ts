import { Refusal, refuseUnless } from '../bytes/index.ts';
import { decodeBytewords, encodeBytewords } from './bytewords.ts';
import { MAX_SEQ_NUM } from './fountain.ts';
import { encodePart, type Part } from './part.ts';

/** A Uniform Resource taken apart, its body still in Bytewords (BCR-2020-005, "UR Encoding"). The type is in lower case. */
export type ParsedUr =
  | { readonly kind: 'single'; readonly type: string; readonly body: string }
  | {
      readonly kind: 'part';
      readonly type: string;
      readonly body: string;
      readonly seqNum: number;
      readonly seqLen: number;
    };

const SCHEME = 'ur:';
const MAX_TYPE_LENGTH = 64;

/** Whether the text is a UR type: letters, digits and hyphens, in lower case, at most 64 (BCR-2020-005, "Types"). */
export function isUrType(text: string): boolean {
  return text.length <= MAX_TYPE_LENGTH && /^[a-z0-9-]+$/.test(text);
}

/**
 * Takes a UR in upper or lower case apart. Refuses what does not begin like a UR (NOT_A_UR), what is not built like one
 * (UR_SYNTAX), and part numbers that are zero or above 2^32 - 1 (UR_PART_INVALID). No refusal repeats the text: it may be
 * somebody's secret.
 */
export function parseUr(text: string): ParsedUr {
  refuseUnless(text.slice(0, SCHEME.length).toLowerCase() === SCHEME, 'NOT_A_UR', NOT_A_UR);
  const path = text.slice(SCHEME.length);
  if (!/^[A-Za-z0-9/-]+$/.test(path)) throw syntax();
  const [type, ...rest] = path.toLowerCase().split('/', 4);
  const [first, second, tooMuch] = rest;
  if (type === undefined || !isUrType(type) || first === undefined || tooMuch !== undefined) throw syntax();
  if (second === undefined) return { kind: 'single', type, body: first };
  return { kind: 'part', type, body: second, ...parseSequence(first) };
}

/** A whole message as one UR, in lower case. `bytes`: the message's CBOR. A bad type is a RangeError. */
export function formatUr(type: string, bytes: Uint8Array): string {
  return `${SCHEME}${checkedType(type)}/${encodeBytewords(bytes)}`;
}

/** One part of a message as a UR, in lower case. A bad type is a RangeError. */
export function formatUrPart(type: string, part: Part): string {
  return `${SCHEME}${checkedType(type)}/${part.seqNum}-${part.seqLen}/${encodeBytewords(encodePart(part))}`;
}

/** The CBOR in the body of a {@link ParsedUr}. Refuses as {@link decodeBytewords} does: UR_SYNTAX, UR_CHECKSUM. */
export function decodeUrBody(ur: ParsedUr): Uint8Array {
  return decodeBytewords(ur.body);
}

const NOT_A_UR = 'This is not a code of these two programs. Point the camera at the code on the other screen.';

function parseSequence(text: string): { seqNum: number; seqLen: number } {
  const match = /^(0|[1-9][0-9]{0,9})-(0|[1-9][0-9]{0,9})$/.exec(text);
  if (match === null) throw syntax();
  const seqNum = Number(match[1]);
  const seqLen = Number(match[2]);
  const possible = seqNum >= 1 && seqNum <= MAX_SEQ_NUM && seqLen >= 1 && seqLen <= MAX_SEQ_NUM;
  refuseUnless(possible, 'UR_PART_INVALID', 'This frame has a number that no frame can have: it is not genuine.');
  return { seqNum, seqLen };
}

function checkedType(type: string): string {
  if (!isUrType(type)) throw new RangeError('A UR type is made of lower-case letters, digits and hyphens');
  return type;
}

function syntax(): Refusal {
  return new Refusal('UR_SYNTAX', 'This frame is not built like a UR code. Keep the camera on the code.');
}
