import { refuseUnless } from '../bytes/index.ts';
import {
  at,
  bytesBetween,
  bytesOf,
  decodeRecord,
  encodeRecord,
  optional,
  type RecordField,
  readableText,
  record,
  tagged,
  uintUpTo,
} from '../cbor/index.ts';
import { decodeTransfer } from '../chains/evm/index.ts';
import { type KeyOrigin, type KeyPath, keyPathField, keyPathOf, originOf } from './key-path.ts';
import { KNOWN_TAGS, TAGS } from './registry.ts';

/** What a device is asked to sign: one transaction, by one of its keys. */
export type EthSignRequest = {
  /** 16 bytes that pair the answer with the question. */
  readonly requestId: Uint8Array;
  /** The unsigned bytes of the transaction (EIP-2718). */
  readonly unsigned: Uint8Array;
  readonly key: KeyOrigin;
  readonly address: Uint8Array;
  /** Who asks, for the device's screen. */
  readonly origin: string | undefined;
};

type Wire = {
  readonly requestId: Uint8Array;
  readonly signData: Uint8Array;
  readonly dataType: number;
  readonly chainId: number;
  readonly derivationPath: KeyPath;
  readonly address: Uint8Array;
  readonly origin: string | undefined;
};

/** EIP-4527, "data-type": a typed transaction as in EIP-2718. Nothing else is asked or read. */
const TYPED_TRANSACTION = 4;
const MAX_TRANSACTION = 1024;
const MAX_LENGTH = 2048;

/** `eth-sign-request` on the wire (EIP-4527, "CDDL for Eth Sign Request"). */
export const ethSignRequestField: RecordField<Wire> = record<Wire>('eth-sign-request', {
  requestId: at(1, tagged(TAGS.uuid, bytesOf(16))),
  signData: at(2, bytesBetween(1, MAX_TRANSACTION)),
  dataType: at(3, uintUpTo(255)),
  chainId: at(4, uintUpTo(Number.MAX_SAFE_INTEGER)),
  derivationPath: at(5, tagged(TAGS.keyPath, keyPathField)),
  address: at(6, bytesOf(20)),
  origin: at(7, optional(readableText(80))),
});

/** The exact bytes that are shown to the device. The chain is read from the transaction, so that the two cannot differ. */
export function encodeEthSignRequest(request: EthSignRequest): Uint8Array {
  return encodeRecord(ethSignRequestField, {
    requestId: request.requestId,
    signData: request.unsigned,
    dataType: TYPED_TRANSACTION,
    chainId: Number(decodeTransfer(request.unsigned).chainId),
    derivationPath: keyPathOf(request.key),
    address: request.address,
    origin: request.origin,
  });
}

/**
 * What a request asks.
 *
 * Refuses with CBOR_*, MESSAGE_*, DERIVATION_*, FINGERPRINT_MISSING, what decodeTransfer refuses, ETH_DATA_TYPE_UNSUPPORTED,
 * or ETH_CHAIN_DIFFERS when it names another chain than its transaction.
 */
export function decodeEthSignRequest(bytes: Uint8Array): EthSignRequest {
  const wire = decodeRecord(ethSignRequestField, bytes, MAX_LENGTH, KNOWN_TAGS);
  refuseUnless(
    wire.dataType === TYPED_TRANSACTION,
    'ETH_DATA_TYPE_UNSUPPORTED',
    'This request is not for a typed transaction (EIP-2718); nothing else is signed.',
  );
  refuseUnless(
    decodeTransfer(wire.signData).chainId === BigInt(wire.chainId),
    'ETH_CHAIN_DIFFERS',
    'This request names another chain than its transaction. Do not sign it.',
  );
  const { requestId, signData: unsigned, address, origin } = wire;
  return { requestId, unsigned, key: originOf(wire.derivationPath), address, origin };
}
