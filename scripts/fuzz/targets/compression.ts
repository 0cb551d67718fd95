import { deflateRawSync } from 'node:zlib';
import { concatBytes, equalBytes } from '@vieraugen/shared/bytes';
import { cborHead, MAJOR_TYPE } from '../../../shared/src/ur/cbor-heads.ts';
import { compressMessage, decompressMessage } from '../../../shared/src/ur/compression.ts';
import { crc32 } from '../../../shared/src/ur/crc32.ts';
import { DEFAULT_UR_LIMITS } from '../../../shared/src/ur/limits.ts';
import { mutateCbor } from '../mutate-cbor.ts';
import { demand, type FuzzTarget, orRefused } from '../target.ts';
import { filled, SAMPLES } from './samples.ts';

const LIMITS = { ...DEFAULT_UR_LIMITS, maxMessageLength: 16_384 };
const HEAD = compressMessage(new Uint8Array(100)).subarray(0, 4);

/** What a message was carried in: it comes out as it was announced, never longer than the limit, or it is refused. */
export const target: FuzzTarget = {
  maxLength: 4_096,
  mutate: (input, other, random) => {
    const made = mutateCbor(input, other, random);
    return random.next() < 0.5 ? made : announced(made, random.next() < 0.5);
  },
  seeds: () => [
    ...[...SAMPLES.map(({ payload }) => payload), new Uint8Array(16_384), filled(600, 1)].map(compressMessage),
    announced(compressMessage(new Uint8Array(20_000)), false),
  ],
  run: (input) => {
    const message = orRefused(() => decompressMessage(input, LIMITS));
    if (message === undefined) return;
    demand(message.length <= LIMITS.maxMessageLength, `${message.length} bytes came out`);
    const again = decompressMessage(compressMessage(message), LIMITS);
    demand(equalBytes(again, message), 'what came out is not carried back');
  },
};

/** The bytes carried as if they were DEFLATE, or truly so, announced with their right checksum. */
function announced(bytes: Uint8Array, truly: boolean): Uint8Array {
  const data = truly ? Uint8Array.from(deflateRawSync(bytes)) : bytes;
  const heads = [cborHead(MAJOR_TYPE.unsigned, crc32(bytes)), cborHead(MAJOR_TYPE.unsigned, bytes.length)];
  return concatBytes(HEAD, ...heads, cborHead(MAJOR_TYPE.bytes, data.length), data);
}
