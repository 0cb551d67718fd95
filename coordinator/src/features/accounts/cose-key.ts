import { p256 } from '@noble/curves/nist.js';
import { type CborValue, decodeCbor, encodeCbor } from '@vieraugen/shared/cbor';
import { z } from 'zod';
import { AppError } from '../../http/app-error.ts';

// RFC 9052, section 7, and RFC 9053, section 7.1.1.
const KTY = 1;
const ALG = 3;
const CRV = -1;
const X = -2;
const Y = -3;
const EC2 = 2;
const ES256 = -7;
const P256 = 1;
const MAX_LENGTH = 256;

const Ec2Key = z
  .map(z.number(), z.unknown())
  .transform((map) => ({ kty: map.get(KTY), alg: map.get(ALG), crv: map.get(CRV), x: map.get(X), y: map.get(Y) }))
  .pipe(
    z.object({
      kty: z.literal(EC2),
      alg: z.literal(ES256),
      crv: z.literal(P256),
      x: z.instanceof(Uint8Array),
      y: z.instanceof(Uint8Array),
    }),
  );

/** The compressed point (33 bytes) of a passkey's COSE key: the form in which keys cross the gap. */
export function compressedKeyOfCose(cose: Uint8Array): Uint8Array {
  try {
    const { x, y } = Ec2Key.parse(decodeCbor(Uint8Array.from(cose), MAX_LENGTH));
    return p256.Point.fromBytes(Uint8Array.of(4, ...x, ...y)).toBytes(true);
  } catch (cause) {
    throw new AppError('PASSKEY_INVALID', 'This passkey does not use ES256 on P-256. Take another authenticator.', {
      cause,
    });
  }
}

/** The COSE key of a compressed point. */
export function coseOfCompressedKey(publicKey: Uint8Array): Uint8Array<ArrayBuffer> {
  const point = p256.Point.fromBytes(publicKey).toBytes(false);
  const entries: [number, CborValue][] = [
    [KTY, EC2],
    [ALG, ES256],
    [CRV, P256],
    [X, point.slice(1, 33)],
    [Y, point.slice(33)],
  ];
  return Uint8Array.from(encodeCbor(new Map(entries)));
}
