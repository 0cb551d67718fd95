import { p256 } from '@noble/curves/nist.js';
import { secp256k1 } from '@noble/curves/secp256k1.js';

/** ASN.1 object identifiers of the curves (SEC 2, appendix A), as CKA_EC_PARAMS holds them. */
export const CURVE_OID = {
  p256: Buffer.from('06082a8648ce3d030107', 'hex'),
  secp256k1: Buffer.from('06052b8104000a', 'hex'),
} as const;

/** The curves in use: P-256 for the station and the officers, secp256k1 for chains. */
export type CurveName = keyof typeof CURVE_OID;

const UNCOMPRESSED_LENGTH = 65;
const OCTET_STRING = 0x04;

/** The compressed point (33 bytes) in CKA_EC_POINT, which wraps the point in a DER octet string (PKCS#11 v2.40, 2.3.3). */
export function compressedPointOf(curve: CurveName, ecPoint: Buffer): Uint8Array {
  const isWrapped = ecPoint.length === UNCOMPRESSED_LENGTH + 2 && ecPoint[0] === OCTET_STRING;
  const point = Uint8Array.from(isWrapped ? ecPoint.subarray(2) : ecPoint);
  return (curve === 'p256' ? p256 : secp256k1).Point.fromBytes(point).toBytes(true);
}

/** The uncompressed form (65 bytes) of a P-256 point. */
export function uncompressedP256(publicKey: Uint8Array): Uint8Array {
  return p256.Point.fromBytes(publicKey).toBytes(false);
}
