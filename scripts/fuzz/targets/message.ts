import { encodeCbor } from '@vieraugen/shared/cbor';
import { mutateCbor } from '../mutate-cbor.ts';
import { demandSame, type FuzzTarget, orRefused } from '../target.ts';
import { filled, SAMPLES } from './samples.ts';

/** The payload of each kind of message, as a coordinator or a station that was taken over would make it. */
export const target: FuzzTarget = {
  maxLength: 16_384,
  mutate: (input, other, random) => {
    const kind = random.next() < 0.05 ? random.below(256) : (input[0] ?? 0);
    return Uint8Array.of(kind, ...mutateCbor(input.subarray(1), other.subarray(1), random));
  },
  seeds: () => SAMPLES.map(({ payload }, index) => Uint8Array.of(index, ...payload)),
  run: (input) => {
    const sample = SAMPLES[(input[0] ?? 0) % SAMPLES.length];
    if (sample === undefined) return;
    const payload = input.subarray(1);
    const again = orRefused(() => sample.readAndWrite(payload));
    if (again === undefined) return;
    demandSame(again, payload);
    orRefused(() => sample.open(envelopeOf(sample.kind.type, payload)));
  },
};

/** Not signed by anybody, so that all that is judged before the signature is judged. */
function envelopeOf(type: string, payload: Uint8Array): Uint8Array {
  const header = encodeCbor(
    new Map<number, number | string | Uint8Array>([
      [1, -7],
      [3, type],
      [4, filled(16, 1)],
    ]),
  );
  return encodeCbor([header, new Map(), payload, new Uint8Array(64)]);
}
