import { createPublicKey } from 'node:crypto';
import { p256 } from '@noble/curves/nist.js';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { concatBytes, equalBytes } from '@vieraugen/shared/bytes';
import { recover } from 'tiny-secp256k1';

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
 * r || s of a DER signature of the identity key (P-256; RFC 3279, section 2.2.3) over `digest`, with s in its lower half.
 * Undefined unless it verifies under `publicKey`: what does not verify here must not leave.
 */
export function identitySignature(der: Uint8Array, digest: Uint8Array, publicKey: Uint8Array): Uint8Array | undefined {
  const signature = withLowS('P-256', der);
  return p256.verify(signature, digest, publicKey, { prehash: false, lowS: true }) ? signature : undefined;
}

/**
 * r || s || recovery bit of a DER signature of a hot key over `digest`, with s in its lower half (EIP-2; KMS does not
 * normalise). Undefined unless one of the two bits leads to `publicKey`, the one we pinned: then this key made it (SEC 1,
 * 4.1.6). libsecp256k1 as WebAssembly finds it in a fraction of noble's time; noble checks it again when the transaction is
 * put together, so that both would have to be wrong.
 */
export function hotSignature(der: Uint8Array, digest: Uint8Array, publicKey: Uint8Array): Uint8Array | undefined {
  const signature = withLowS('secp256k1', der);
  const bit = ([0, 1] as const).find((candidate) => leadsTo(publicKey, digest, signature, candidate));
  return bit === undefined ? undefined : concatBytes(signature, Uint8Array.of(bit));
}

function withLowS(curve: CurveName, der: Uint8Array): Uint8Array {
  const { Signature, Point } = CURVES[curve];
  const given = Signature.fromBytes(der, 'der');
  return (given.hasHighS() ? new Signature(given.r, Point.Fn.ORDER - given.s) : given).toBytes('compact');
}

function leadsTo(publicKey: Uint8Array, digest: Uint8Array, signature: Uint8Array, bit: 0 | 1): boolean {
  try {
    const found = recover(digest, signature, bit, true);
    return found !== null && equalBytes(found, publicKey);
  } catch {
    // It throws for some signatures that lead nowhere, and answers null for others.
    return false;
  }
}
