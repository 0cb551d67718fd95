import { p256 } from '@noble/curves/nist.js';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { bytesToUint, concatBytes, Refusal, refuseUnless, uintToBytes } from '@vieraugen/shared/bytes';
import type { PrivateKey, Session } from 'graphene-pk11';

const { Point } = secp256k1;
const ORDER = Point.CURVE().n;

/** Asks the HSM for an ECDSA signature over a digest of 32 bytes: r || s, s as it comes. Refuses with DIGEST_LENGTH. */
export function signDigest(session: Session, key: PrivateKey, digest: Uint8Array): Uint8Array {
  refuseUnless(digest.length === 32, 'DIGEST_LENGTH', 'Only a digest of 32 bytes can be signed.');
  return Uint8Array.from(session.createSign('ECDSA', key).once(Buffer.from(digest)));
}

/** A P-256 signature that was checked before it is released. Refuses with SIGNATURE_SELF_CHECK_FAILED. */
export function checkedP256Signature(digest: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): Uint8Array {
  // ES256 takes either s; only chains demand the low one.
  const good = signature.length === 64 && p256.verify(signature, digest, publicKey, { prehash: false, lowS: false });
  if (!good) throw selfCheckFailed();
  return signature;
}

/**
 * Turns the HSM's secp256k1 signature into what a chain takes: r || s || recovery bit, 65 bytes, s in its low form (EIP-2).
 *
 * On the way it proves that the key made it: the point R that verification computes (SEC 1, 4.1.4) must have r as its x, and
 * the parity of R's y is the recovery bit. So one computation does for both; recovering the key would take two. It is done
 * here and not with Node's crypto, because Electron's (BoringSSL) does not know the curve. Refuses with
 * SIGNATURE_SELF_CHECK_FAILED.
 */
export function chainSignature(digest: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): Uint8Array {
  const r = bytesToUint(signature.subarray(0, 32));
  const s = bytesToUint(signature.subarray(32));
  const inRange = signature.length === 64 && r > 0n && r < ORDER && s > 0n && s < ORDER;
  if (!inRange) throw selfCheckFailed();
  const yIsOdd = parityOfR(digest, r, s, publicKey);
  const isHigh = s > ORDER / 2n;
  // Negating s negates R, and with it the parity of R's y.
  const recoveryBit = yIsOdd === isHigh ? 0 : 1;
  return concatBytes(signature.subarray(0, 32), padded(isHigh ? ORDER - s : s), Uint8Array.of(recoveryBit));
}

function parityOfR(digest: Uint8Array, r: bigint, s: bigint, publicKey: Uint8Array): boolean {
  const { Fn, BASE } = Point;
  const inverse = Fn.inv(s);
  const e = Fn.create(bytesToUint(digest));
  // Nothing here is secret, so the faster arithmetic that is not constant in time may be used.
  const R = BASE.mulAddUnsafe(Fn.mul(e, inverse), Point.fromBytes(publicKey), Fn.mul(r, inverse));
  // An x beyond the order (chance 2^-128) has no recovery bit that chains take; it counts as a failure too.
  if (R.is0() || R.toAffine().x !== r) throw selfCheckFailed();
  return (R.toAffine().y & 1n) === 1n;
}

function padded(value: bigint): Uint8Array {
  const bytes = uintToBytes(value);
  return concatBytes(new Uint8Array(32 - bytes.length), bytes);
}

function selfCheckFailed(): Refusal {
  return new Refusal(
    'SIGNATURE_SELF_CHECK_FAILED',
    'The HSM made a signature that does not verify. Nothing was released. Run the doctor.',
  );
}
