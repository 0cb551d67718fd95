import { p256 } from '@noble/curves/nist.js';
import type { EnvelopeSigner } from '../cose/index.ts';

/** A P-256 key in software, for tests: what KMS is to the coordinator and the HSM to the signer. */
export function createP256Signer(): EnvelopeSigner {
  const secretKey = p256.utils.randomSecretKey();
  return {
    publicKey: p256.getPublicKey(secretKey, true),
    signDigest: (digest) => p256.sign(digest, secretKey, { prehash: false }),
  };
}
