import { secp256k1 } from '@noble/curves/secp256k1.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { bytesToUint, concatBytes, equalBytes, Refusal, refuseUnless, uintToBytes } from '../../bytes/index.ts';
import type { SignedTransaction } from '../chain.ts';
import { addressOfPublicKey, uncompressedPoint } from './address.ts';
import { decodeRlp, encodeRlp } from './rlp.ts';
import { decodeTransfer, signingDigest } from './transfer.ts';

const ORDER = secp256k1.Point.CURVE().n;

/**
 * Joins unsigned bytes with a signature (r || s || recovery bit, 65 bytes), only if it is the signature of `expectedAddress`
 * over exactly these bytes.
 *
 * Refuses with SIGNATURE_LENGTH, SIGNATURE_RANGE, SIGNATURE_NOT_LOW_S (EIP-2), SIGNATURE_RECOVERY_BIT,
 * SIGNATURE_WRONG_KEY or what decodeTransfer refuses.
 */
export function attachSignature(
  unsigned: Uint8Array,
  signature: Uint8Array,
  expectedAddress: Uint8Array,
): SignedTransaction {
  decodeTransfer(unsigned);
  const signer = addressOfPublicKey(recoverPublicKey(signingDigest(unsigned), signature));
  refuseUnless(
    equalBytes(signer, expectedAddress),
    'SIGNATURE_WRONG_KEY',
    'This signature was not made by the key of this wallet over this transaction.',
  );
  const fields = decodeRlp(unsigned.subarray(1));
  const tail = [
    uintToBytes(BigInt(signature[64] ?? 0)),
    trimmed(signature.subarray(0, 32)),
    trimmed(signature.subarray(32, 64)),
  ];
  const signed = concatBytes(
    unsigned.subarray(0, 1),
    encodeRlp([...(fields instanceof Uint8Array ? [] : fields), ...tail]),
  );
  return { signed, transactionHash: keccak_256(signed) };
}

/** The uncompressed public key (65 bytes) that made a signature (65 bytes) over a digest. Refuses with SIGNATURE_*. */
export function recoverPublicKey(digest: Uint8Array, signature: Uint8Array): Uint8Array {
  if (digest.length !== 32) throw new RangeError('recoverPublicKey: a digest has 32 bytes');
  checkSignature(signature);
  try {
    const parsed = secp256k1.Signature.fromBytes(signature.subarray(0, 64)).addRecoveryBit(signature[64] ?? 0);
    return parsed.recoverPublicKey(digest).toBytes(false);
  } catch (cause) {
    throw new Refusal('SIGNATURE_WRONG_KEY', 'This signature belongs to no key.', { cause });
  }
}

/**
 * The 65-byte signature of a 64-byte one (r || s): s in its low form (EIP-2), and the recovery bit that leads to
 * `publicKey`. Refuses with SIGNATURE_LENGTH, SIGNATURE_RANGE or SIGNATURE_WRONG_KEY when the key did not make it.
 */
export function signatureWithRecovery(digest: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): Uint8Array {
  refuseUnless(signature.length === 64, 'SIGNATURE_LENGTH', 'A signature from a key store has 64 bytes.');
  checkRange(signature);
  const s = bytesToUint(signature.subarray(32));
  const low = s > ORDER / 2n ? padded(ORDER - s) : signature.subarray(32);
  const expected = uncompressedPoint(publicKey);
  for (const bit of [0, 1]) {
    const candidate = concatBytes(signature.subarray(0, 32), low, Uint8Array.of(bit));
    if (recoversTo(digest, candidate, expected)) return candidate;
  }
  throw new Refusal('SIGNATURE_WRONG_KEY', 'This signature was not made by the key that it was asked of.');
}

function recoversTo(digest: Uint8Array, candidate: Uint8Array, expected: Uint8Array): boolean {
  try {
    return equalBytes(recoverPublicKey(digest, candidate), expected);
  } catch (error) {
    if (error instanceof Refusal && error.code === 'SIGNATURE_WRONG_KEY') return false;
    throw error;
  }
}

function checkSignature(signature: Uint8Array): void {
  refuseUnless(signature.length === 65, 'SIGNATURE_LENGTH', 'A signature has 65 bytes: r, s and the recovery bit.');
  checkRange(signature);
  refuseUnless(
    bytesToUint(signature.subarray(32, 64)) <= ORDER / 2n,
    'SIGNATURE_NOT_LOW_S',
    'This signature is not in the low-s form that the chain demands (EIP-2).',
  );
  refuseUnless(
    (signature[64] ?? 2) <= 1,
    'SIGNATURE_RECOVERY_BIT',
    'The recovery bit of this signature is neither 0 nor 1.',
  );
}

/** SEC 1, 4.1.4: r and s are between 1 and the order of the curve less 1. */
function checkRange(signature: Uint8Array): void {
  const r = bytesToUint(signature.subarray(0, 32));
  const s = bytesToUint(signature.subarray(32, 64));
  refuseUnless(
    r > 0n && r < ORDER && s > 0n && s < ORDER,
    'SIGNATURE_RANGE',
    'The numbers of this signature are out of range.',
  );
}

function trimmed(bytes: Uint8Array): Uint8Array {
  return uintToBytes(bytesToUint(bytes));
}

function padded(value: bigint): Uint8Array {
  const bytes = uintToBytes(value);
  return concatBytes(new Uint8Array(32 - bytes.length), bytes);
}
