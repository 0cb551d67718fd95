import { decodeCbor, encodeCbor } from '@vieraugen/shared/cbor';
import { mutateCbor } from '../mutate-cbor.ts';
import { demandSame, type FuzzTarget, orRefused } from '../target.ts';
import { SAMPLES } from './samples.ts';

const MAX_LENGTH = 4_096;

/** The one form of CBOR that is taken: what is taken is written again as it was. */
export const target: FuzzTarget = {
  maxLength: MAX_LENGTH + 1,
  mutate: mutateCbor,
  seeds: () => SAMPLES.map(({ payload }) => payload),
  run: (input) => {
    const value = orRefused(() => decodeCbor(input, MAX_LENGTH));
    if (value !== undefined) demandSame(encodeCbor(value), input);
  },
};
