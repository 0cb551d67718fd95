import { MAX_SEQ_NUM } from './fountain.ts';
import { FountainEncoder } from './fountain-encoder.ts';
import { refuseUnsendable } from './limits.ts';
import { formatUr, formatUrPart } from './ur.ts';

/** The frames of one message: each the text of one QR code, in upper case so that it takes the alphanumeric mode. */
export interface UrFrames {
  /** Number of frames that suffice when none is lost; 1 means one still code, of which every frame is the same. */
  readonly partCount: number;
  /**
   * The frame with that number, 1 to 2^32 - 1 (else RangeError). Frames 1 to `partCount` carry one fragment each, later
   * ones a mix; any order and any choice may be shown, which leaves the choice to the screen.
   */
  frameAt(seqNum: number): string;
  /** Frames without end, from that number (default 1) upwards. */
  from(firstSeqNum?: number): Generator<string, never, undefined>;
}

/** What is to be shown. */
export interface UrMessage {
  /** UR type in lower case, such as `x-vier-request`. */
  readonly type: string;
  /** The payload: one CBOR item, not empty. Carried as it is. */
  readonly bytes: Uint8Array;
  /** Bytes of the message in one frame at most; a message that is not longer becomes one still code. */
  readonly maxFragmentLength: number;
}

/**
 * Prepares a message for showing (BCR-2020-005, "UR Encoding"; BCR-2024-001, section 5). Refuses what our receiver would
 * not take: UR_MESSAGE_TOO_LARGE, UR_FRAGMENT_TOO_LARGE, UR_TOO_MANY_PARTS. A bad type, an empty message or a fragment
 * length that is no positive integer is a RangeError.
 */
export function encodeFrames({ type, bytes, maxFragmentLength }: UrMessage): UrFrames {
  const encoder = new FountainEncoder(bytes, maxFragmentLength);
  refuseUnsendable(bytes.length, maxFragmentLength);
  const still = encoder.seqLen === 1 ? formatUr(type, bytes).toUpperCase() : undefined;
  const frameAt = (seqNum: number): string => still ?? formatUrPart(type, encoder.partAt(seqNum)).toUpperCase();
  return { partCount: encoder.seqLen, frameAt, from: (firstSeqNum = 1) => framesFrom(firstSeqNum, frameAt) };
}

/** After 2^32 - 1 comes 1 again: 0 is no part number. */
function* framesFrom(firstSeqNum: number, frameAt: (seqNum: number) => string): Generator<string, never, undefined> {
  for (let seqNum = firstSeqNum; ; seqNum = seqNum === MAX_SEQ_NUM ? 1 : seqNum + 1) yield frameAt(seqNum);
}

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
