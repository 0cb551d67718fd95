import { createPublicKey } from 'node:crypto';
import { p256 } from '@noble/curves/nist.js';
import { secp256k1 } from '@noble/curves/secp256k1.js';

export type CurveName = 'secp256k1' | 'P-256';

const CURVES = { secp256k1, 'P-256': p256 } as const;
const NODE_NAMES: Readonly<Record<string, CurveName>> = { secp256k1: 'secp256k1', prime256v1: 'P-256' };

/** The curve and the compressed SEC1 point of a public key as KMS gives it: SubjectPublicKeyInfo in DER. */
export function publicKeyOfSpki(spki: Uint8Array): { readonly curve: CurveName; readonly publicKey: Uint8Array } {
  const key = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
  const curve = NODE_NAMES[key.asymmetricKeyDetails?.namedCurve ?? ''];
  if (curve === undefined) throw new RangeError('KMS gave a public key on a curve that we do not use');
  const { x, y } = key.export({ format: 'jwk' });
  const point = Buffer.concat([Buffer.of(4), coordinate(x), coordinate(y)]);
  return { curve, publicKey: CURVES[curve].Point.fromBytes(point).toBytes(true) };
}

function coordinate(text: string | undefined): Buffer {
  const bytes = Buffer.from(text ?? '', 'base64url');
  if (bytes.length !== 32) throw new RangeError('KMS gave a public key whose coordinates do not have 32 bytes');
  return bytes;
}

/**
 * r || s of a DER signature (RFC 3279, section 2.2.3) over `digest`, with s in its lower half (EIP-2; KMS does not
 * normalise). Undefined unless it verifies under `publicKey`: what does not verify here must not leave.
 */
export function checkedSignature(
  curve: CurveName,
  der: Uint8Array,
  digest: Uint8Array,
  publicKey: Uint8Array,
): Uint8Array | undefined {
  const { Signature, Point, verify } = CURVES[curve];
  const given = Signature.fromBytes(der, 'der');
  const signature = given.hasHighS() ? new Signature(given.r, Point.Fn.ORDER - given.s) : given;
  const bytes = signature.toBytes('compact');
  return verify(bytes, digest, publicKey, { prehash: false, lowS: true }) ? bytes : undefined;
}

/** The bit that tells which of the two possible points made a secp256k1 signature; undefined if neither is `publicKey`. */
export function recoveryBit(signature: Uint8Array, digest: Uint8Array, publicKey: Uint8Array): 0 | 1 | undefined {
  const parsed = secp256k1.Signature.fromBytes(signature, 'compact');
  const isMade = (bit: 0 | 1): boolean => {
    const point = parsed.addRecoveryBit(bit).recoverPublicKey(digest);
    return Buffer.from(point.toBytes(true)).equals(publicKey);
  };
  if (isMade(0)) return 0;
  return isMade(1) ? 1 : undefined;
}
