import { createPublicKey, verify } from 'node:crypto';
import type { Es256Verifier } from '@vieraugen/shared/approvals';

/** SubjectPublicKeyInfo of a compressed P-256 point (RFC 5480, section 2), up to the point. */
const SPKI_HEAD = Buffer.from('3039301306072a8648ce3d020106082a8648ce3d030107032200', 'hex');

/**
 * Checks the passkeys' signatures with the cryptography of Node or Electron: a batch has hundreds of them, and each is checked
 * again right before the signing.
 */
export const verifyEs256: Es256Verifier = (signature, message, publicKey) => {
  if (publicKey.length !== 33) return false;
  try {
    const key = createPublicKey({ key: Buffer.concat([SPKI_HEAD, publicKey]), format: 'der', type: 'spki' });
    return verify('sha256', message, { key, dsaEncoding: 'der' }, signature);
  } catch {
    return false;
  }
};
