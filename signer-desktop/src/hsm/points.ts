import { p256 } from '@noble/curves/nist.js';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { Refusal } from '@vieraugen/shared/bytes';

/** ASN.1 object identifiers of the curves (SEC 2, appendix A), as CKA_EC_PARAMS holds them. */
export const CURVE_OID = {
  p256: Buffer.from('06082a8648ce3d030107', 'hex'),
  secp256k1: Buffer.from('06052b8104000a', 'hex'),
} as const;

/** The curves in use: P-256 for the station and the officers, secp256k1 for chains. */
export type CurveName = keyof typeof CURVE_OID;

/** Tag and length of the DER octet string around an uncompressed point; some HSMs leave it out. */
const OCTET_STRING_OF_65 = Buffer.from('0441', 'hex');

/** The compressed point (33 bytes) in CKA_EC_POINT (PKCS#11 v2.40, 2.3.3). Refuses with PUBLIC_KEY_INVALID. */
export function compressedPointOf(curve: CurveName, ecPoint: Uint8Array): Uint8Array {
  const isWrapped = ecPoint.length === 67 && OCTET_STRING_OF_65.equals(ecPoint.subarray(0, 2));
  return convert(curve, isWrapped ? ecPoint.subarray(2) : ecPoint, true);
}

/** The uncompressed form (65 bytes) of a P-256 point. Refuses with PUBLIC_KEY_INVALID. */
export function uncompressedP256(publicKey: Uint8Array): Uint8Array {
  return convert('p256', publicKey, false);
}

function convert(curve: CurveName, sec1: Uint8Array, compressed: boolean): Uint8Array {
  try {
    return (curve === 'p256' ? p256 : secp256k1).Point.fromBytes(Uint8Array.from(sec1)).toBytes(compressed);
  } catch (cause) {
    throw new Refusal('PUBLIC_KEY_INVALID', 'This is not a public key of the curve that is used here.', { cause });
  }
}
