import { secp256k1 } from '@noble/curves/secp256k1.js';
import { bytesToUint, concatBytes, refuseUnless, uintToBytes } from '../bytes/index.ts';
import {
  at,
  bytesOf,
  decodeRecord,
  encodeRecord,
  type Field,
  optional,
  type RecordField,
  readableText,
  record,
  tagged,
} from '../cbor/index.ts';
import { KNOWN_TAGS, TAGS } from './registry.ts';

/** What a device answers. */
export type EthSignature = {
  /** That of the request which this answers. */
  readonly requestId: Uint8Array;
  /** 65 bytes: r, s and v, as the device wrote them. */
  readonly signature: Uint8Array;
  /** What the device calls itself. */
  readonly origin: string | undefined;
};

const MAX_LENGTH = 512;
const ORDER = secp256k1.Point.CURVE().n;

const readable = readableText(80);

/** What a device calls itself or a key: readable, or empty. */
export const deviceText: Field<string> = {
  describe: `${readable.describe} / ""`,
  encode: (value, path) => (value === '' ? value : readable.encode(value, path)),
  decode: (value, path) => (value === '' ? value : readable.decode(value, path)),
};

/** `eth-signature` on the wire (EIP-4527, "CDDL for Eth Signature"). It calls the request's id optional; we do not. */
export const ethSignatureField: RecordField<EthSignature> = record<EthSignature>('eth-signature', {
  requestId: at(1, tagged(TAGS.uuid, bytesOf(16))),
  signature: at(2, bytesOf(65)),
  origin: at(3, optional(deviceText)),
});

/** The bytes of an answer. */
export function encodeEthSignature(signature: EthSignature): Uint8Array {
  return encodeRecord(ethSignatureField, signature);
}

/** What a device answered; whether it is good is for {@link plainSignature} and attachSignature. Refuses with CBOR_*, MESSAGE_*. */
export function decodeEthSignature(bytes: Uint8Array): EthSignature {
  return decodeRecord(ethSignatureField, bytes, MAX_LENGTH, KNOWN_TAGS);
}

/**
 * A device's signature over a typed transaction in the form in which the chain takes it: v as the parity of y (EIP-2718,
 * EIP-1559), where devices also write 27 and 28, and s in its low form (EIP-2), which turns the parity over. It says nothing
 * about who signed.
 *
 * Refuses with SIGNATURE_LENGTH, or SIGNATURE_RECOVERY_BIT for any other v: one that binds a chain (EIP-155) belongs to an
 * untyped transaction, which we did not ask for.
 */
export function plainSignature(signature: Uint8Array): Uint8Array {
  refuseUnless(signature.length === 65, 'SIGNATURE_LENGTH', 'A signature has 65 bytes: r, s and v.');
  const v = signature[64] ?? 0;
  const parity = v >= 27 ? v - 27 : v;
  refuseUnless(
    parity === 0 || parity === 1,
    'SIGNATURE_RECOVERY_BIT',
    `The device answered with v = ${v}, which no typed transaction has. Update the device, or sign with another.`,
  );
  const s = bytesToUint(signature.subarray(32, 64));
  if (s <= ORDER / 2n || s >= ORDER) return concatBytes(signature.subarray(0, 64), Uint8Array.of(parity));
  const low = uintToBytes(ORDER - s);
  return concatBytes(signature.subarray(0, 32), new Uint8Array(32 - low.length), low, Uint8Array.of(1 - parity));
}
