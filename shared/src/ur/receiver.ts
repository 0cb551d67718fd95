import { Refusal, refuseUnless } from '../bytes/index.ts';
import { decompressMessage, isCompressible } from './compression.ts';
import { FountainDecoder } from './fountain-decoder.ts';
import {
  DEFAULT_UR_LIMITS,
  refuseLargeFragment,
  refuseLargeMessage,
  refuseTooManyParts,
  type UrLimits,
} from './limits.ts';
import { decodePart, type Part } from './part.ts';
import { decodeUrBody, isUrType, type ParsedUr, parseUr } from './ur.ts';

/** What one frame did. */
export type ReceiveResult =
  /** It brought something new. */
  | ReceiveProgress
  /** It brought the rest: `bytes` is the payload, its CRC-32 correct, but not yet authenticated. Told once. */
  | { readonly kind: 'complete'; readonly type: string; readonly bytes: Uint8Array }
  /** It brought nothing new, or the message is complete already. */
  | { readonly kind: 'duplicate' }
  /** It was not taken; what was received before stays, except after UR_MESSAGE_CHECKSUM. `message` is for a human. */
  | {
      readonly kind: 'refused';
      readonly code: string;
      readonly message: string;
      /** The type that was shown, with WRONG_UR_TYPE alone. */
      readonly shownType?: string;
    };

/** How far a multi-part message is; where several are in view, the one of which most is there. */
export interface ReceiveProgress {
  readonly kind: 'progress';
  /** Messages of which a part was seen lately: above 1, codes of several messages are in view. */
  readonly messages: number;
  /** Parts received that each brought something new. */
  readonly received: number;
  /** Parts that are needed: `needed - received` more frames, each with something new, complete the message. */
  readonly needed: number;
  /** `received / needed`, below 1. */
  readonly fraction: number;
  /** Parts looked at since the start, duplicates and refused ones included. */
  readonly partsSeen: number;
}

/** Which types are taken (one type or several), and limits that replace the defaults. */
export type ReceiverOptions = ({ readonly expectedType: string } | { readonly expectedTypes: readonly string[] }) & {
  readonly limits?: Partial<UrLimits>;
};

/** Takes frames in any order until one message is whole. */
export interface UrReceiver {
  /** Takes the text of one QR code. Never throws; whatever is refused has a code of its own. */
  receive(text: string): ReceiveResult;
  /** Numbers from 1 of the fragments not known yet; empty before the first part and after the last. */
  missingParts(): readonly number[];
  /** Forgets everything: the next frame is the first one. */
  reset(): void;
}

/**
 * A receiver that ends with the first whole message (BCR-2020-005, "UR Encoding"; BCR-2024-001, section 6). Parts of
 * different messages are told apart: each message is put together by itself, at most three at a time, and a part of a
 * fourth takes the place of the one seen longest ago. Memory is bounded by the limits whatever is shown. Refuses with:
 *
 * - NOT_A_UR, WRONG_UR_TYPE, UR_SYNTAX, UR_CHECKSUM: the frame by itself;
 * - UR_FRAME_TOO_LONG, UR_TOO_MANY_PARTS, UR_MESSAGE_TOO_LARGE, UR_FRAGMENT_TOO_LARGE, UR_SCAN_TOO_LONG: a limit;
 * - UR_PART_INVALID: numbers that contradict each other, or CBOR that is not in its one right form;
 * - UR_PART_CONTRADICTS: a frame that contradicts the earlier ones of its message;
 * - UR_MESSAGE_CHECKSUM, UR_COMPRESSION_INVALID, UR_COMPRESSION_BOMB: all parts are there, but not the message they
 *   announced. What was received of it is then forgotten, so that the scan can go on.
 *
 * No type, or one that is no UR type, is a RangeError.
 */
export function createReceiver(options: ReceiverOptions): UrReceiver {
  const types = 'expectedTypes' in options ? options.expectedTypes : [options.expectedType];
  if (types.length === 0 || !types.every(isUrType)) throw new RangeError('createReceiver: no or bad UR types');
  return new Receiver(types, { ...DEFAULT_UR_LIMITS, ...options.limits });
}

/** A message that is being put together. */
interface Session {
  readonly type: string;
  readonly decoder: FountainDecoder;
  /** Number of parts looked at when a part of this message was last taken. */
  lastSeen: number;
}

/** So many messages are put together at a time. */
const MAX_SESSIONS = 3;

/** A message of which none of so many last parts was is no longer in view. */
const IN_VIEW = 24;

class Receiver implements UrReceiver {
  readonly #types: readonly string[];
  readonly #limits: UrLimits;
  #sessions: Session[] = [];
  #complete = false;
  #partsSeen = 0;
  #lastTaken: string | undefined;

  constructor(types: readonly string[], limits: UrLimits) {
    this.#types = types;
    this.#limits = limits;
  }

  receive(text: string): ReceiveResult {
    if (this.#complete || text === this.#lastTaken) return { kind: 'duplicate' };
    try {
      refuseUnless(text.length <= this.#limits.maxFrameLength, 'UR_FRAME_TOO_LONG', FRAME_TOO_LONG);
      const ur = parseUr(text);
      if (!this.#types.includes(ur.type)) return this.#wrongType(ur.type);
      return ur.kind === 'single' ? this.#takeWhole(ur) : this.#takePart(ur, text);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { kind: 'refused', code: error.code, message: error.message };
    }
  }

  missingParts(): readonly number[] {
    return this.#leading()?.decoder.missing() ?? [];
  }

  reset(): void {
    this.#forgetParts();
    this.#complete = false;
    this.#partsSeen = 0;
  }

  #takeWhole(ur: ParsedUr): ReceiveResult {
    const carried = decodeUrBody(ur);
    refuseLargeMessage(carried.length, this.#limits);
    refuseUnless(carried.length > 0, 'UR_SYNTAX', 'This code is empty. Start again on the sending side.');
    return this.#finish(ur.type, carried);
  }

  #takePart(ur: ParsedUr & { kind: 'part' }, text: string): ReceiveResult {
    refuseUnless(this.#partsSeen < this.#limits.maxParts, 'UR_SCAN_TOO_LONG', SCAN_TOO_LONG);
    this.#partsSeen += 1;
    refuseTooManyParts(ur.seqLen, this.#limits);
    const part = this.#checkedPart(ur);
    const session = this.#sessionOf(ur.type, part);
    const isNew = session.decoder.receive(part);
    session.lastSeen = this.#partsSeen;
    this.#lastTaken = text;
    const carried = this.#carriedBy(session);
    if (carried !== undefined) return this.#finishSession(session, carried);
    return isNew ? this.#progress() : { kind: 'duplicate' };
  }

  #checkedPart(ur: ParsedUr & { kind: 'part' }): Part {
    const part = decodePart(decodeUrBody(ur));
    const same = part.seqNum === ur.seqNum && part.seqLen === ur.seqLen;
    refuseUnless(same, 'UR_PART_INVALID', 'The numbers outside and inside this frame differ: it is not genuine.');
    refuseLargeMessage(part.messageLength, this.#limits);
    refuseLargeFragment(part.data.length, this.#limits);
    return part;
  }

  /** The session of the message that the part is of; a new one takes the place of the one seen longest ago. */
  #sessionOf(type: string, part: Part): Session {
    const known = this.#sessions.find((session) => session.type === type && session.decoder.isOf(part));
    if (known !== undefined) return known;
    const session = { type, decoder: new FountainDecoder(part), lastSeen: this.#partsSeen };
    const latest = this.#sessions.toSorted((a, b) => b.lastSeen - a.lastSeen).slice(0, MAX_SESSIONS - 1);
    this.#sessions = [...latest, session];
    return session;
  }

  #carriedBy(session: Session): Uint8Array | undefined {
    try {
      return session.decoder.message();
    } catch (error) {
      this.#forget(session);
      throw error;
    }
  }

  #finishSession(session: Session, carried: Uint8Array): ReceiveResult {
    try {
      return this.#finish(session.type, carried);
    } catch (error) {
      this.#forget(session);
      throw error;
    }
  }

  #finish(type: string, carried: Uint8Array): ReceiveResult {
    const message = isCompressible(type) ? decompressMessage(carried, this.#limits) : carried;
    this.#forgetParts();
    this.#complete = true;
    return { kind: 'complete', type, bytes: message.slice() };
  }

  /** The session of which the greatest share is there. */
  #leading(): Session | undefined {
    return this.#sessions.toSorted((a, b) => shareOf(b) - shareOf(a))[0];
  }

  #progress(): ReceiveProgress {
    const leading = this.#leading();
    const { rank = 0, seqLen = 1 } = leading?.decoder ?? {};
    const messages = this.#sessions.filter(({ lastSeen }) => this.#partsSeen - lastSeen < IN_VIEW).length;
    return {
      kind: 'progress',
      messages,
      received: rank,
      needed: seqLen,
      fraction: rank / seqLen,
      partsSeen: this.#partsSeen,
    };
  }

  #wrongType(shownType: string): ReceiveResult {
    const message = `This screen takes ${this.#types.join(' or ')}, but was shown ${shownType}. Show it the right code.`;
    return { kind: 'refused', code: 'WRONG_UR_TYPE', message, shownType };
  }

  #forget(session: Session): void {
    this.#sessions = this.#sessions.filter((other) => other !== session);
    this.#lastTaken = undefined;
  }

  #forgetParts(): void {
    this.#sessions = [];
    this.#lastTaken = undefined;
  }
}

function shareOf({ decoder }: Session): number {
  return decoder.rank / decoder.seqLen;
}

const FRAME_TOO_LONG = 'This code is longer than any frame can be. Point the camera at the code on the other screen.';
const SCAN_TOO_LONG = 'So many frames should have sufficed long ago. Start again, on the sending side too.';
