import { deflateSync, Inflate } from 'fflate';
import { concatBytes, Refusal, refuseUnless } from '../bytes/index.ts';
import { CborHeadReader, cborHead, MAJOR_TYPE } from './cbor-heads.ts';
import { crc32 } from './crc32.ts';
import { refuseLargeMessage, type UrLimits } from './limits.ts';

/** Tag of a compressed message inside another structure (BCR-2023-001, "CDDL for Compressed Message"). */
const COMPRESSED_TAG = 40003;
const COMPRESSED_HEAD = cborHead(MAJOR_TYPE.tag, COMPRESSED_TAG);
const ARRAY_LENGTH = 3;

/** Compression that saves less than this share is not worth a second form of the message. */
const LEAST_GAIN = 1 / 16;

/** So few bytes are decompressed at once: DEFLATE makes at most 1,032 bytes out of one, so that memory stays bounded. */
const SLICE = 256;

/** Types of our own, whose items may be compressed; an item of a standard type is carried as its standard says. */
const OWN_TYPES = /^x-vier-/;

/** Whether messages of that UR type may be carried compressed. */
export function isCompressible(urType: string): boolean {
  return OWN_TYPES.test(urType);
}

/**
 * The message as it is carried: compressed with DEFLATE (RFC 1951) as `40003([checksum, length, data])` (BCR-2023-001)
 * where that is shorter by a sixteenth at least, else as it is.
 */
export function compressMessage(message: Uint8Array): Uint8Array {
  const compressed = wrap(message, deflateSync(message, { level: 9 }));
  if (compressed.length <= message.length * (1 - LEAST_GAIN)) return compressed;
  // What begins with the tag by itself would be taken for compressed.
  return saysCompressed(message) ? wrap(message, message) : message;
}

function wrap(message: Uint8Array, data: Uint8Array): Uint8Array {
  return concatBytes(
    COMPRESSED_HEAD,
    cborHead(MAJOR_TYPE.array, ARRAY_LENGTH),
    cborHead(MAJOR_TYPE.unsigned, crc32(message)),
    cborHead(MAJOR_TYPE.unsigned, message.length),
    cborHead(MAJOR_TYPE.bytes, data.length),
    data,
  );
}

function saysCompressed(carried: Uint8Array): boolean {
  return COMPRESSED_HEAD.every((byte, index) => carried[index] === byte);
}

/**
 * The message out of what was carried. What does not begin with the tag is the message itself. Refuses:
 * UR_COMPRESSION_INVALID (not what {@link compressMessage} writes, or no DEFLATE), UR_MESSAGE_TOO_LARGE (it says that it
 * is, before anything is decompressed), UR_COMPRESSION_BOMB (more comes out than was announced), UR_MESSAGE_CHECKSUM.
 */
export function decompressMessage(carried: Uint8Array, limits: UrLimits): Uint8Array {
  if (!saysCompressed(carried)) return carried;
  const reader = new CborHeadReader(carried, malformed);
  reader.expect(MAJOR_TYPE.tag, COMPRESSED_TAG);
  reader.expect(MAJOR_TYPE.array, ARRAY_LENGTH);
  const checksum = reader.head(MAJOR_TYPE.unsigned);
  const length = reader.head(MAJOR_TYPE.unsigned);
  const data = reader.lastBytes(reader.head(MAJOR_TYPE.bytes));
  refuseLargeMessage(length, limits);
  // Data as long as the message is the message itself (BCR-2023-001).
  const message = data.length === length ? data.slice() : inflate(data, length);
  refuseUnless(crc32(message) === checksum, 'UR_MESSAGE_CHECKSUM', 'This message was damaged on its way. Scan again.');
  return message;
}

/** Decompresses slice by slice, and stops as soon as more comes out than was announced. */
function inflate(data: Uint8Array, length: number): Uint8Array {
  const message = new Uint8Array(length);
  let filled = 0;
  const inflater = new Inflate((chunk) => {
    refuseUnless(filled + chunk.length <= length, 'UR_COMPRESSION_BOMB', BOMB);
    message.set(chunk, filled);
    filled += chunk.length;
  });
  try {
    for (let at = 0; at < data.length; at += SLICE) {
      inflater.push(data.subarray(at, at + SLICE), at + SLICE >= data.length);
    }
  } catch (error) {
    throw error instanceof Refusal ? error : malformed();
  }
  if (filled !== length) throw malformed();
  return message;
}

const BOMB = 'This message holds more than it announces: it is not genuine. Start again on the sending side.';

function malformed(): Refusal {
  return new Refusal(
    'UR_COMPRESSION_INVALID',
    'This message cannot be unpacked: the sending program is faulty, or the code is not genuine.',
  );
}
