import { decodeCbor, encodeCbor } from '@vieraugen/shared/cbor';
import { KNOWN_TAGS } from '../../../shared/src/eip4527/registry.ts';
import { mutateCbor } from '../mutate-cbor.ts';
import { demandSame, type FuzzTarget, orRefused } from '../target.ts';
import { SAMPLES } from './samples.ts';

const MAX_LENGTH = 4_096;
/** A map of an array that holds each known tag, and a text. */
const TAGGED = Uint8Array.from(Buffer.from('a10184d8254101d9012fa10203d90130f5d901316161', 'hex'));

/** The one form of CBOR that is taken, with tags and without: what is taken is written again as it was. */
export const target: FuzzTarget = {
  maxLength: MAX_LENGTH + 1,
  mutate: mutateCbor,
  seeds: () => [TAGGED, ...SAMPLES.map(({ payload }) => payload)],
  run: (input) => {
    for (const tags of [[], KNOWN_TAGS]) {
      const value = orRefused(() => decodeCbor(input, MAX_LENGTH, tags));
      if (value !== undefined) demandSame(encodeCbor(value), input);
    }
  },
};
