import { secp256k1 } from '@noble/curves/secp256k1.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha512 } from '@noble/hashes/sha2.js';
import { bytesToUint, concatBytes, refuseUnless } from '../bytes/index.ts';
import { uncompressedPoint } from '../chains/evm/index.ts';
import type { PathStep } from './key-path.ts';

/** A public key from which children can be derived (BIP-32, "extended public key"). */
export type ExtendedKey = { readonly publicKey: Uint8Array; readonly chainCode: Uint8Array };

const { Point } = secp256k1;
const ORDER = Point.CURVE().n;

/**
 * BIP-32, CKDpub: the child of a public key.
 *
 * Refuses a hardened step, which only the private key can take (DERIVATION_HARDENED), a key that is no point
 * (PUBLIC_KEY_INVALID), and an index without a key (DERIVATION_IMPOSSIBLE, one in 2^127).
 */
export function deriveChild({ publicKey, chainCode }: ExtendedKey, { index, hardened }: PathStep): ExtendedKey {
  refuseUnless(
    !hardened,
    'DERIVATION_HARDENED',
    'This account cannot be derived from the public key that was shown. Show the key of the account itself.',
  );
  const parent = Point.fromBytes(uncompressedPoint(publicKey));
  const number = Uint8Array.of(index >>> 24, index >>> 16, index >>> 8, index);
  const digest = hmac(sha512, chainCode, concatBytes(publicKey, number));
  const tweak = bytesToUint(digest.subarray(0, 32));
  const possible = tweak > 0n && tweak < ORDER;
  const child = possible ? Point.BASE.multiply(tweak).add(parent) : Point.ZERO;
  refuseUnless(!child.is0(), 'DERIVATION_IMPOSSIBLE', 'There is no key at this number. Take the next account.');
  return { publicKey: child.toBytes(true), chainCode: digest.slice(32) };
}
