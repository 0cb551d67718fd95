import { compressMessage, isCompressible } from './compression.ts';
import { FountainEncoder } from './fountain-encoder.ts';
import { DEFAULT_UR_LIMITS, refuseLargeMessage, refuseUnsendable } from './limits.ts';
import { createPartOrder } from './part-order.ts';
import { formatUr, formatUrPart } from './ur.ts';

/** The frames of one message: each the text of one QR code, in upper case so that it takes the alphanumeric mode. */
export interface UrFrames {
  /** Number of frames that suffice when none is lost; 1 means one still code, of which every frame is the same. */
  readonly partCount: number;
  /**
   * The frame with that number, 1 to 2^32 - 1 (else RangeError). Frames 1 to `partCount` carry one fragment each, later
   * ones a mix; any choice in any order may be shown, and `partAtStep` makes a good one.
   */
  frameAt(seqNum: number): string;
  /** Bytes that the frames carry together: of the message, compressed where that gains. */
  readonly carriedLength: number;
  /** The number of the part to be shown in a step, counted from 0 without end, so that a late reader finishes soon. */
  partAtStep(step: number): number;
  /** Characters of the longest frame that `partAtStep` ever names, so that all are drawn in one size. */
  readonly longestFrame: number;
}

/** What is to be shown. */
export interface UrMessage {
  /** UR type in lower case, such as `x-vier-request`. */
  readonly type: string;
  /** The payload: one CBOR item, not empty. Of our own types (`x-vier-`) it is compressed where that gains. */
  readonly bytes: Uint8Array;
  /** Bytes of what is carried in one frame at most; what is not longer becomes one still code. */
  readonly maxFragmentLength: number;
}

/**
 * Prepares a message for showing (BCR-2020-005, "UR Encoding"; BCR-2024-001, section 5). Refuses what our receiver would
 * not take: UR_MESSAGE_TOO_LARGE, UR_FRAGMENT_TOO_LARGE, UR_TOO_MANY_PARTS. A bad type, an empty message or a fragment
 * length that is no positive integer is a RangeError.
 */
export function encodeFrames({ type, bytes, maxFragmentLength }: UrMessage): UrFrames {
  if (bytes.length === 0) throw new RangeError('encodeFrames: the message is empty');
  refuseLargeMessage(bytes.length, DEFAULT_UR_LIMITS);
  const carried = isCompressible(type) ? compressMessage(bytes) : bytes;
  const encoder = new FountainEncoder(carried, maxFragmentLength);
  refuseUnsendable(carried.length, maxFragmentLength);
  const still = encoder.seqLen === 1 ? formatUr(type, carried).toUpperCase() : undefined;
  const partAt = (seqNum: number): string => formatUrPart(type, encoder.partAt(seqNum)).toUpperCase();
  return {
    partCount: encoder.seqLen,
    carriedLength: carried.length,
    longestFrame: still?.length ?? partAt(LAST_SHOWN).length,
    frameAt: (seqNum) => still ?? partAt(seqNum),
    partAtStep: createPartOrder(encoder),
  };
}

/** No part of a higher number is shown: the order of 2,000 fragments ends well below it. */
const LAST_SHOWN = 999_999;

/**
 * The longest fragment whose frames all fit into `frameLength` characters, whatever their part number: how a screen turns
 * the size of QR code it wants to show into `maxFragmentLength`. A RangeError if not even one byte fits.
 */
export function fragmentLengthForFrame(type: string, frameLength: number): number {
  const overhead = 'ur:'.length + type.length + '/4294967295-2000/'.length + 2 * PART_OVERHEAD_BYTES;
  const length = Math.floor((frameLength - overhead) / 2);
  if (!(length >= 1)) throw new RangeError('fragmentLengthForFrame: the frame is too short');
  return length;
}

/** CBOR heads of array, part number, number of parts, message length, checksum and data, and the frame's checksum. */
const PART_OVERHEAD_BYTES = 1 + 5 + 3 + 5 + 5 + 3 + 4;
