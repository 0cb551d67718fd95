import { refuseUnless } from '../bytes/index.ts';
import { fragmentLengthFor } from './fountain.ts';

/** What a receiver takes at most; checked before memory is spent on it. */
export interface UrLimits {
  /** Characters of one frame. Default 4,296: what the largest QR code holds (ISO/IEC 18004, version 40-L, alphanumeric). */
  readonly maxFrameLength: number;
  /** Fragments of a message. Default 2,000. */
  readonly maxSeqLen: number;
  /** Bytes of a message. Default 262,144 (256 KiB). */
  readonly maxMessageLength: number;
  /** Bytes of a fragment. Default 2,146: no QR code holds more. */
  readonly maxFragmentLength: number;
  /** Parts looked at before the scan must be started again. Default 20,000: over twenty minutes at 15 a second. */
  readonly maxParts: number;
}

/** The limits that hold where a receiver is not given others. */
export const DEFAULT_UR_LIMITS: UrLimits = Object.freeze({
  maxFrameLength: 4_296,
  maxSeqLen: 2_000,
  maxMessageLength: 262_144,
  maxFragmentLength: 2_146,
  maxParts: 20_000,
});

/** Refuses a number of fragments above the limit: UR_TOO_MANY_PARTS. */
export function refuseTooManyParts(seqLen: number, limits: UrLimits): void {
  const message = `This message has ${seqLen} parts; at most ${limits.maxSeqLen} are taken. Send less, or denser codes.`;
  refuseUnless(seqLen <= limits.maxSeqLen, 'UR_TOO_MANY_PARTS', message);
}

/** Refuses a message above the limit: UR_MESSAGE_TOO_LARGE. */
export function refuseLargeMessage(length: number, limits: UrLimits): void {
  const message = `This message has ${length} bytes; at most ${limits.maxMessageLength} are taken. Send less at once.`;
  refuseUnless(length <= limits.maxMessageLength, 'UR_MESSAGE_TOO_LARGE', message);
}

/** Refuses a fragment above the limit: UR_FRAGMENT_TOO_LARGE. */
export function refuseLargeFragment(length: number, limits: UrLimits): void {
  const message = `This frame carries ${length} bytes; at most ${limits.maxFragmentLength} are taken. Use smaller codes.`;
  refuseUnless(length <= limits.maxFragmentLength, 'UR_FRAGMENT_TOO_LARGE', message);
}

/** Refuses what our own receiver would refuse, so that nothing is shown that cannot be read. */
export function refuseUnsendable(messageLength: number, maxFragmentLength: number): void {
  refuseLargeMessage(messageLength, DEFAULT_UR_LIMITS);
  const fragmentLength = fragmentLengthFor(messageLength, maxFragmentLength);
  refuseLargeFragment(fragmentLength, DEFAULT_UR_LIMITS);
  refuseTooManyParts(Math.ceil(messageLength / fragmentLength), DEFAULT_UR_LIMITS);
}
