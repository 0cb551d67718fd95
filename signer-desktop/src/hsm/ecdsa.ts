import { p256 } from '@noble/curves/nist.js';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { bytesToUint, concatBytes, equalBytes, Refusal, refuseUnless, uintToBytes } from '@vieraugen/shared/bytes';
import type { PrivateKey, Session } from 'graphene-pk11';
import type { RecoverKey } from './recover-key.ts';

const ORDER = secp256k1.Point.CURVE().n;

/** CKM_ECDSA (PKCS#11 v2.40, 2.3.6): over a digest that is given as it is. */
const ECDSA = { mechanism: 0x1041 };
/** r || s on a curve of 256 bits. */
const SIGNATURE_LENGTH = 64;

/**
 * Asks the HSM for an ECDSA signature over a digest of 32 bytes: r || s, s as it comes. The two calls are made directly:
 * graphene's objects around them are most of what the binding costs. Refuses with DIGEST_LENGTH.
 */
export function signDigest({ lib, handle }: Session, key: PrivateKey, digest: Uint8Array): Uint8Array {
  checkDigest(digest);
  lib.C_SignInit(handle, ECDSA, key.handle);
  return Uint8Array.from(lib.C_Sign(handle, Buffer.from(digest), Buffer.alloc(SIGNATURE_LENGTH)));
}

/** The same while this thread does other work: the HSM is waited for in a thread of Node's pool. */
export async function signDigestAside(
  { lib, handle }: Session,
  key: PrivateKey,
  digest: Uint8Array,
): Promise<Uint8Array> {
  checkDigest(digest);
  const read = Buffer.from(digest);
  lib.C_SignInit(handle, ECDSA, key.handle);
  const signature = Uint8Array.from(await lib.C_SignAsync(handle, read, Buffer.alloc(SIGNATURE_LENGTH)));
  // pkcs11js gives the thread an address alone: what stands there must be in use until here, else it might be collected.
  read.fill(0);
  return signature;
}

function checkDigest(digest: Uint8Array): void {
  refuseUnless(digest.length === 32, 'DIGEST_LENGTH', 'Only a digest of 32 bytes can be signed.');
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
 * The recovery bit is the one that leads to `publicKey` (compressed), the key that was registered; that one of the two does
 * proves that this key made the signature (SEC 1, 4.1.6). Refuses with SIGNATURE_SELF_CHECK_FAILED.
 */
export function chainSignature(
  digest: Uint8Array,
  signature: Uint8Array,
  publicKey: Uint8Array,
  recover: RecoverKey,
): Uint8Array {
  const r = bytesToUint(signature.subarray(0, 32));
  const s = bytesToUint(signature.subarray(32));
  const inRange = signature.length === 64 && r > 0n && r < ORDER && s > 0n && s < ORDER;
  if (!inRange) throw selfCheckFailed();
  const low = s > ORDER / 2n ? concatBytes(signature.subarray(0, 32), padded(ORDER - s)) : signature;
  for (const bit of [0, 1] as const) {
    const key = recover(digest, low, bit);
    if (key && equalBytes(key, publicKey)) return concatBytes(low, Uint8Array.of(bit));
  }
  throw selfCheckFailed();
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
