import { p256 } from '@noble/curves/nist.js';
import { refuseUnless } from '../bytes/index.ts';

/**
 * Checks an officer's ES256 signature (r || s, 64 bytes) over a digest (32 bytes), which the token signed as it is.
 * `publicKey` is a P-256 point, SEC1 compressed. Refuses with OFFICER_SIGNATURE_INVALID.
 */
export function verifyOfficerSignature(publicKey: Uint8Array, digest: Uint8Array, signature: Uint8Array): void {
  if (digest.length !== 32) throw new RangeError('verifyOfficerSignature: a digest has 32 bytes');
  refuseUnless(
    isGood(publicKey, digest, signature),
    'OFFICER_SIGNATURE_INVALID',
    'An officer’s approval does not verify: it was made with another token, or for something else.',
  );
}

function isGood(publicKey: Uint8Array, digest: Uint8Array, signature: Uint8Array): boolean {
  try {
    // Tokens answer with any s; the identity of an approval is its officer, not its bytes.
    return p256.verify(signature, digest, publicKey, { prehash: false, lowS: false });
  } catch {
    return false;
  }
}
