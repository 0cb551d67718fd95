import { fingerprintWords, Refusal, toBase64Url, toHex } from '@vieraugen/shared/bytes';
import { parseAddress, toChecksumAddress } from '@vieraugen/shared/chains/evm';
import type { JournalHead } from '@vieraugen/shared/journal';
import { messageDigest } from '@vieraugen/shared/protocol';
import { createReceiver, DEFAULT_UR_LIMITS, encodeFrames } from '@vieraugen/shared/ur';
import type { z } from 'zod';
import { AppError } from '../http/app-error.ts';
import type { AssertionOptions, FramesQuery, FramesView, PasskeyAssertion, ScannedMessage } from './wire.schemas.ts';

/** 16 bytes in the text form of a UUID. */
export function uuidOfBytes(bytes: Uint8Array): string {
  if (bytes.length !== 16) throw new RangeError('uuidOfBytes: 16 bytes are expected');
  return toHex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** Bytes of a base64url text that its schema has checked. */
export function fromBase64Url(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'base64url'));
}

/** The bytes of a token's contract as intents and policies hold them: none for the chain's own coin. */
export function tokenBytes(token: string | null | undefined): Uint8Array {
  return token ? parseAddress(token) : new Uint8Array(0);
}

export function wordsOf(digest: Uint8Array): string[] {
  return [...fingerprintWords(digest)];
}

/** By the address in hex: each costs a hash, and a request tells the same address in several places. */
const checksummed = new Map<string, string>();
const MOST_CHECKSUMMED = 10_000;

/** {@link toChecksumAddress}, remembered. */
export function addressText(address: Uint8Array): string {
  const name = toHex(address);
  const text = checksummed.get(name) ?? toChecksumAddress(address);
  if (checksummed.size >= MOST_CHECKSUMMED) checksummed.clear();
  checksummed.set(name, text);
  return text;
}

const ASSERTION_TIMEOUT_MS = 120_000;

/**
 * What the browser asks a passkey to sign. The challenge is not random: it is the digest of what is decided, so that the
 * assertion proves the decision of exactly this to anybody, for ever. Each decision counts once, so a replay gains nothing.
 */
export function assertionOptions(
  digest: Uint8Array,
  rpId: string,
  credentials: readonly { readonly credentialId: Uint8Array }[],
): AssertionOptions {
  return {
    challenge: toBase64Url(digest),
    words: wordsOf(digest),
    rpId,
    allowCredentials: credentials.map(({ credentialId }) => ({ type: 'public-key', id: toBase64Url(credentialId) })),
    userVerification: 'required',
    timeout: ASSERTION_TIMEOUT_MS,
  };
}

/** The bytes of an assertion that came in. */
export function assertionBytes(assertion: PasskeyAssertion) {
  return {
    credentialId: fromBase64Url(assertion.credentialId),
    authenticatorData: fromBase64Url(assertion.authenticatorData),
    clientDataJson: fromBase64Url(assertion.clientDataJson),
    signature: fromBase64Url(assertion.signature),
  };
}

export function viewOfHead(head: JournalHead): { sequence: number; hash: string } {
  return { sequence: head.sequence, hash: toHex(head.hash) };
}

/** A message as frames for the other side's camera. */
export function framesOf(
  kind: { readonly urType: string },
  bytes: Uint8Array,
  query: z.output<typeof FramesQuery>,
): FramesView {
  const frames = encodeFrames({ type: kind.urType, bytes, maxFragmentLength: query.fragmentLength });
  const count = query.count ?? frames.partCount;
  const digest = messageDigest(bytes);
  return {
    urType: kind.urType,
    message: toBase64Url(bytes),
    digest: toHex(digest),
    words: wordsOf(digest),
    partCount: frames.partCount,
    frames: Array.from({ length: count }, (_, index) => frames.frameAt(query.from + index)),
  };
}

/** The bytes of the one message that was scanned. Refuses with UR_*, WRONG_UR_TYPE or SCAN_INCOMPLETE. */
export function scannedBytes(
  kind: { readonly urType: string; readonly maxLength: number },
  scanned: ScannedMessage,
): Uint8Array {
  if ('message' in scanned) return fromBase64Url(scanned.message);
  const receiver = createReceiver({
    expectedType: kind.urType,
    limits: { maxMessageLength: Math.min(kind.maxLength, DEFAULT_UR_LIMITS.maxMessageLength) },
  });
  for (const frame of scanned.frames) {
    const result = receiver.receive(frame);
    if (result.kind === 'complete') return result.bytes;
    if (result.kind === 'refused') throw new Refusal(result.code, result.message);
  }
  throw new Refusal('SCAN_INCOMPLETE', 'Frames are missing: keep the camera on the code until all of them were read.');
}

/** Where a page ended: the time and the id of its last row. */
export type PageCursor = { readonly createdAt: Date; readonly id: string };

export function encodeCursor(row: PageCursor): string {
  return Buffer.from(`${row.createdAt.toISOString()} ${row.id}`).toString('base64url');
}

/** Throws CURSOR_INVALID for what {@link encodeCursor} did not make. */
export function decodeCursor(text: string): PageCursor {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) ([0-9a-f-]{36})$/.exec(fromUtf8(text));
  const createdAt = new Date(match?.[1] ?? Number.NaN);
  const id = match?.[2];
  if (id === undefined || Number.isNaN(createdAt.getTime())) {
    throw new AppError('CURSOR_INVALID', 'This cursor is not one that we gave. Start again without one.');
  }
  return { createdAt, id };
}

function fromUtf8(text: string): string {
  return Buffer.from(text, 'base64url').toString('utf8');
}
