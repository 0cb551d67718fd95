import { p256 } from '@noble/curves/nist.js';
import { encodeCbor } from '@vieraugen/shared/cbor';
import { openEnvelope, parseEnvelope, sealEnvelope } from '@vieraugen/shared/cose';
import { mutateCbor } from '../mutate-cbor.ts';
import { demand, demandSame, type FuzzTarget, orRefused } from '../target.ts';
import { PUBLIC_KEY, SAMPLES, SECRET_KEY } from './samples.ts';

const MAX_LENGTH = 8_192;
const contexts = SAMPLES.map(
  ({ kind }) => ({ type: kind.type, direction: 'to-signer', vaultId: new Uint8Array(16) }) as const,
);
const signer = {
  publicKey: PUBLIC_KEY,
  signDigest: (digest: Uint8Array) => p256.sign(digest, SECRET_KEY, { prehash: false }),
};
const sealed = await Promise.all(
  SAMPLES.map(({ payload }, index) =>
    sealEnvelope(contexts[index] ?? { type: '', direction: 'to-signer', vaultId: payload }, payload, signer),
  ),
);

/** COSE_Sign1: what is taken apart is put together again as it was, and what opens was sealed here. */
export const target: FuzzTarget = {
  maxLength: MAX_LENGTH + 1,
  mutate: mutateCbor,
  seeds: () => sealed,
  run: (input) => {
    const parts = orRefused(() => parseEnvelope(input, MAX_LENGTH));
    if (parts === undefined) return;
    demandSame(encodeCbor([parts.protectedHeader, new Map(), parts.payload, parts.signature]), input);
    for (const context of contexts) {
      const opened = orRefused(() => openEnvelope(input, context, PUBLIC_KEY, MAX_LENGTH));
      const isOurs = sealed.some((envelope) => Buffer.from(envelope).equals(input));
      demand(opened === undefined || isOurs, 'an envelope opens that was not sealed here');
    }
  },
};
