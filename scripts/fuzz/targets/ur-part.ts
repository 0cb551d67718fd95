import { decodeBytewords, encodeBytewords } from '../../../shared/src/ur/bytewords.ts';
import { decodePart, encodePart, refuseContradictions } from '../../../shared/src/ur/part.ts';
import { formatUr, formatUrPart } from '../../../shared/src/ur/ur.ts';
import { mutateBytes } from '../mutate-bytes.ts';
import { mutateCbor } from '../mutate-cbor.ts';
import { demand, demandSame, type FuzzTarget, orRefused } from '../target.ts';
import { filled } from './samples.ts';

const part = { seqNum: 3, seqLen: 4, messageLength: 118, checksum: 0x89abcdef, data: filled(30, 1) };

/** What is inside a frame: Bytewords in both styles, and the CBOR of a part. */
export const target: FuzzTarget = {
  maxLength: 4_400,
  mutate: (input, other, random) => (isText(input) ? mutateBytes : mutateCbor)(input, other, random),
  seeds: () => [
    encodePart(part),
    encodePart({ ...part, seqNum: 0xffffffff, seqLen: 1, messageLength: 30 }),
    Buffer.from(encodeBytewords(filled(5, 250))),
    Buffer.from(encodeBytewords(filled(5, 250), 'standard')),
    Buffer.from(formatUr('bytes', filled(9, 0)).slice(9)),
    Buffer.from(formatUrPart('bytes', part).slice(13)),
  ],
  run: (input) => {
    const text = Buffer.from(input).toString('latin1');
    for (const style of ['minimal', 'standard'] as const) {
      const bytes = orRefused(() => decodeBytewords(text, style));
      const again = bytes && encodeBytewords(bytes, style);
      demand(again === undefined || again === text.toLowerCase(), `Bytewords are written again as ${again}`);
    }
    const decoded = orRefused(() => decodePart(input));
    if (decoded === undefined) return;
    demandSame(encodePart(decoded), input);
    orRefused(() => refuseContradictions(decoded));
  },
};

function isText(input: Uint8Array): boolean {
  return (input[0] ?? 0) >= 0x61 && (input[0] ?? 0) <= 0x7a;
}
