import { keccak_256 } from '@noble/hashes/sha3.js';
import { bytesToUint, concatBytes, equalBytes, Refusal, refuseUnless, uintToBytes } from '../../bytes/index.ts';
import { decodeErc20Transfer, erc20TransferData } from './erc20.ts';
import { decodeRlp, encodeRlp, type Rlp } from './rlp.ts';

/** What a transfer pays: the chain's own coin, or a token by its contract (20 bytes). */
export type EvmAsset = { readonly kind: 'native' } | { readonly kind: 'erc20'; readonly contract: Uint8Array };

/** A transfer as an EIP-1559 transaction holds it. Fees in wei, the amount in the smallest unit of the asset. */
export type EvmTransfer = {
  readonly chainId: bigint;
  readonly nonce: bigint;
  readonly maxPriorityFeePerGas: bigint;
  readonly maxFeePerGas: bigint;
  readonly gasLimit: bigint;
  readonly asset: EvmAsset;
  readonly destination: Uint8Array;
  readonly amount: bigint;
};

/** EIP-1559: the transaction type of EIP-2718. */
const TYPE_EIP1559 = 0x02;
const MAX_LENGTH = 1024;
const FIELD_COUNT = 9;
const MAX_UINT64 = 2n ** 64n - 1n;
const MAX_INT64 = 2n ** 63n - 1n;
const MAX_UINT256 = 2n ** 256n - 1n;
const NOTHING = new Uint8Array(0);

/** The unsigned bytes (EIP-1559; EIP-2718 envelope). Refuses, as decoding would, a transfer that must not be signed. */
export function buildTransfer(transfer: EvmTransfer): Uint8Array {
  checkTransfer(transfer);
  const isToken = transfer.asset.kind === 'erc20';
  const fields: Rlp = [
    uintToBytes(transfer.chainId),
    uintToBytes(transfer.nonce),
    uintToBytes(transfer.maxPriorityFeePerGas),
    uintToBytes(transfer.maxFeePerGas),
    uintToBytes(transfer.gasLimit),
    transfer.asset.kind === 'erc20' ? transfer.asset.contract : transfer.destination,
    isToken ? NOTHING : uintToBytes(transfer.amount),
    isToken ? erc20TransferData(transfer.destination, transfer.amount) : NOTHING,
    [],
  ];
  return concatBytes(Uint8Array.of(TYPE_EIP1559), encodeRlp(fields));
}

/**
 * What the unsigned bytes do, read from nothing but the bytes. What is accepted, built again, is the same bytes.
 *
 * Refuses everything but a transfer of the native coin or of an ERC-20 token: TX_TOO_LARGE, TX_TYPE_UNSUPPORTED, TX_RLP_*,
 * TX_TRAILING_BYTES, TX_FIELD_COUNT, TX_FIELD_INVALID, TX_ACCESS_LIST_NOT_EMPTY, TX_CONTRACT_CREATION, TX_CALLDATA_*,
 * TX_TOKEN_WITH_VALUE, and what a transfer must not be (TX_INTEGER_RANGE, TX_FEE_INCONSISTENT, TX_ZERO_AMOUNT,
 * TX_ZERO_DESTINATION, TX_ZERO_CONTRACT, TX_DESTINATION_IS_TOKEN).
 */
export function decodeTransfer(unsigned: Uint8Array): EvmTransfer {
  refuseUnless(
    unsigned.length <= MAX_LENGTH,
    'TX_TOO_LARGE',
    `This transaction has ${unsigned.length} bytes; at most ${MAX_LENGTH} are read.`,
  );
  refuseUnless(
    unsigned[0] === TYPE_EIP1559,
    'TX_TYPE_UNSUPPORTED',
    `${typeName(unsigned[0])} is not supported; only EIP-1559 transactions are signed.`,
  );
  const fields = decodeRlp(unsigned.subarray(1));
  if (fields instanceof Uint8Array || fields.length !== FIELD_COUNT) {
    throw new Refusal('TX_FIELD_COUNT', `An unsigned EIP-1559 transaction has ${FIELD_COUNT} fields.`);
  }
  const accessList = fields[8];
  refuseUnless(
    Array.isArray(accessList) && accessList.length === 0,
    'TX_ACCESS_LIST_NOT_EMPTY',
    'This transaction has an access list; transfers have none.',
  );
  const transfer = {
    chainId: integerAt(fields, 0),
    nonce: integerAt(fields, 1),
    maxPriorityFeePerGas: integerAt(fields, 2),
    maxFeePerGas: integerAt(fields, 3),
    gasLimit: integerAt(fields, 4),
    ...decodePayment(bytesAt(fields, 5), integerAt(fields, 6), bytesAt(fields, 7)),
  };
  checkTransfer(transfer);
  return transfer;
}

/** What is signed: keccak-256 of the unsigned bytes (EIP-1559). */
export function signingDigest(unsigned: Uint8Array): Uint8Array {
  return keccak_256(unsigned);
}

/** The most wei that the transaction can cost beside what it pays. */
export function maxFeeOf(transfer: EvmTransfer): bigint {
  return transfer.gasLimit * transfer.maxFeePerGas;
}

function decodePayment(
  to: Uint8Array,
  value: bigint,
  data: Uint8Array,
): Pick<EvmTransfer, 'asset' | 'destination' | 'amount'> {
  refuseUnless(
    to.length !== 0,
    'TX_CONTRACT_CREATION',
    'This transaction creates a contract; only transfers are signed.',
  );
  refuseUnless(to.length === 20, 'TX_FIELD_INVALID', 'The destination of this transaction is not an address.');
  if (data.length === 0) return { asset: { kind: 'native' }, destination: to, amount: value };
  const { destination, amount } = decodeErc20Transfer(data);
  refuseUnless(
    value === 0n,
    'TX_TOKEN_WITH_VALUE',
    'This token transfer also sends coins to the contract; they would be lost.',
  );
  return { asset: { kind: 'erc20', contract: to }, destination, amount };
}

function checkTransfer(transfer: EvmTransfer): void {
  const { chainId, nonce, maxPriorityFeePerGas, maxFeePerGas, gasLimit, amount, asset, destination } = transfer;
  checkRange('chain id', chainId, 1n, BigInt(Number.MAX_SAFE_INTEGER));
  // EIP-2681: the highest nonce is 2^64 - 2.
  checkRange('nonce', nonce, 0n, MAX_UINT64 - 1n);
  // The intrinsic gas of any transaction (Yellow Paper, appendix G); EIP-1985: at most 2^63 - 1.
  checkRange('gas limit', gasLimit, 21_000n, MAX_INT64);
  // The chain would take more (256 bits), but 18 coins for one unit of gas is a mistake on any chain.
  checkRange('fee', maxFeePerGas, 0n, MAX_UINT64);
  checkRange('priority fee', maxPriorityFeePerGas, 0n, MAX_UINT64);
  checkRange('amount', amount, 0n, MAX_UINT256);
  refuseUnless(
    maxPriorityFeePerGas <= maxFeePerGas,
    'TX_FEE_INCONSISTENT',
    'The priority fee of this transaction is higher than its whole fee.',
  );
  refuseUnless(amount > 0n, 'TX_ZERO_AMOUNT', 'This transaction pays nothing.');
  refuseUnless(destination.length === 20, 'TX_FIELD_INVALID', 'The destination of this transaction is not an address.');
  refuseUnless(
    !isZero(destination),
    'TX_ZERO_DESTINATION',
    'This transaction pays the zero address: the money would be lost.',
  );
  if (asset.kind === 'erc20') checkToken(asset.contract, destination);
}

function checkToken(contract: Uint8Array, destination: Uint8Array): void {
  refuseUnless(contract.length === 20, 'TX_FIELD_INVALID', 'The token contract of this transaction is not an address.');
  refuseUnless(
    !isZero(contract),
    'TX_ZERO_CONTRACT',
    'This transaction asks the zero address to pay tokens: it has none.',
  );
  refuseUnless(
    !equalBytes(contract, destination),
    'TX_DESTINATION_IS_TOKEN',
    'This transaction pays tokens to their own contract: they would be lost.',
  );
}

function isZero(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0);
}

function checkRange(name: string, value: bigint, min: bigint, max: bigint): void {
  refuseUnless(value >= min && value <= max, 'TX_INTEGER_RANGE', `The ${name} of this transaction is out of range.`);
}

function bytesAt(fields: readonly Rlp[], index: number): Uint8Array {
  const field = fields[index];
  if (field instanceof Uint8Array) return field;
  throw new Refusal('TX_FIELD_INVALID', 'A field of this transaction is a list where bytes are expected.');
}

function integerAt(fields: readonly Rlp[], index: number): bigint {
  const bytes = bytesAt(fields, index);
  refuseUnless(bytes[0] !== 0, 'TX_RLP_NOT_CANONICAL', 'A number in this transaction has leading zeros.');
  refuseUnless(bytes.length <= 32, 'TX_INTEGER_RANGE', 'A number in this transaction is larger than 256 bits.');
  return bytesToUint(bytes);
}

function typeName(first: number | undefined): string {
  if (first === undefined) return 'An empty transaction';
  if (first >= 0xc0) return 'A legacy transaction';
  const names: Record<number, string> = { 1: 'EIP-2930', 3: 'EIP-4844 (blobs)', 4: 'EIP-7702 (delegation)' };
  return `A transaction of type ${first}${names[first] ? `, ${names[first]},` : ''}`;
}
