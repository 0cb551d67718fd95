import { Refusal, refuseUnless } from '../bytes/index.ts';
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

/** How far a multi-part message is. */
export interface ReceiveProgress {
  readonly kind: 'progress';
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

/** Takes the frames of one message in any order. */
export interface UrReceiver {
  /** Takes the text of one QR code. Never throws; whatever is refused has a code of its own. */
  receive(text: string): ReceiveResult;
  /** Numbers from 1 of the fragments not known yet; empty before the first part and after the last. */
  missingParts(): readonly number[];
  /** Forgets everything: the next frame is the first one. */
  reset(): void;
}

/**
 * A receiver for one message (BCR-2020-005, "UR Encoding"; BCR-2024-001, section 6). Its memory is bounded by its limits
 * whatever it is shown. Refuses with:
 *
 * - NOT_A_UR, WRONG_UR_TYPE, UR_SYNTAX, UR_CHECKSUM: the frame by itself;
 * - UR_FRAME_TOO_LONG, UR_TOO_MANY_PARTS, UR_MESSAGE_TOO_LARGE, UR_FRAGMENT_TOO_LARGE, UR_SCAN_TOO_LONG: a limit;
 * - UR_PART_INVALID: numbers that contradict each other, or CBOR that is not in its one right form;
 * - UR_PART_MISMATCH, UR_PART_CONTRADICTS: a frame of another message, or one that contradicts the earlier ones;
 * - UR_MESSAGE_CHECKSUM: all parts are there, but not the message they announced. What was received is then forgotten, so
 *   that the scan can go on.
 *
 * No type, or one that is no UR type, is a RangeError.
 */
export function createReceiver(options: ReceiverOptions): UrReceiver {
  const types = 'expectedTypes' in options ? options.expectedTypes : [options.expectedType];
  if (types.length === 0 || !types.every(isUrType)) throw new RangeError('createReceiver: no or bad UR types');
  return new Receiver(types, { ...DEFAULT_UR_LIMITS, ...options.limits });
}

class Receiver implements UrReceiver {
  readonly #types: readonly string[];
  readonly #limits: UrLimits;
  #session: { readonly type: string; readonly decoder: FountainDecoder } | undefined;
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
    return this.#session === undefined ? [] : this.#session.decoder.missing();
  }

  reset(): void {
    this.#forgetParts();
    this.#complete = false;
    this.#partsSeen = 0;
  }

  #takeWhole(ur: ParsedUr): ReceiveResult {
    refuseUnless(this.#session === undefined, 'UR_PART_MISMATCH', OTHER_MESSAGE);
    const bytes = decodeUrBody(ur);
    refuseLargeMessage(bytes.length, this.#limits);
    refuseUnless(bytes.length > 0, 'UR_SYNTAX', 'This code is empty. Start again on the sending side.');
    return this.#finish(ur.type, bytes.slice());
  }

  #takePart(ur: ParsedUr & { kind: 'part' }, text: string): ReceiveResult {
    refuseUnless(this.#partsSeen < this.#limits.maxParts, 'UR_SCAN_TOO_LONG', SCAN_TOO_LONG);
    this.#partsSeen += 1;
    refuseTooManyParts(ur.seqLen, this.#limits);
    const part = this.#checkedPart(ur);
    const session = this.#session ?? { type: ur.type, decoder: new FountainDecoder(part) };
    refuseUnless(session.type === ur.type, 'UR_PART_MISMATCH', OTHER_MESSAGE);
    const isNew = session.decoder.receive(part);
    this.#session = session;
    this.#lastTaken = text;
    const bytes = this.#message(session.decoder);
    if (bytes !== undefined) return this.#finish(ur.type, bytes);
    return isNew ? this.#progress(session.decoder) : { kind: 'duplicate' };
  }

  #checkedPart(ur: ParsedUr & { kind: 'part' }): Part {
    const part = decodePart(decodeUrBody(ur));
    const same = part.seqNum === ur.seqNum && part.seqLen === ur.seqLen;
    refuseUnless(same, 'UR_PART_INVALID', 'The numbers outside and inside this frame differ: it is not genuine.');
    refuseLargeMessage(part.messageLength, this.#limits);
    refuseLargeFragment(part.data.length, this.#limits);
    return part;
  }

  #message(decoder: FountainDecoder): Uint8Array | undefined {
    try {
      return decoder.message();
    } catch (error) {
      this.#forgetParts();
      throw error;
    }
  }

  #finish(type: string, bytes: Uint8Array): ReceiveResult {
    this.#forgetParts();
    this.#complete = true;
    return { kind: 'complete', type, bytes };
  }

  #progress({ rank, seqLen }: FountainDecoder): ReceiveProgress {
    return { kind: 'progress', received: rank, needed: seqLen, fraction: rank / seqLen, partsSeen: this.#partsSeen };
  }

  #wrongType(shownType: string): ReceiveResult {
    const message = `This screen takes ${this.#types.join(' or ')}, but was shown ${shownType}. Show it the right code.`;
    return { kind: 'refused', code: 'WRONG_UR_TYPE', message, shownType };
  }

  #forgetParts(): void {
    this.#session = undefined;
    this.#lastTaken = undefined;
  }
}

const FRAME_TOO_LONG = 'This code is longer than any frame can be. Point the camera at the code on the other screen.';
const OTHER_MESSAGE = 'This frame belongs to another message than the one being read. Start the scan again.';
const SCAN_TOO_LONG = 'So many frames should have sufficed long ago. Start again, on the sending side too.';
