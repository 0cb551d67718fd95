import fc from 'fast-check';
import { encodeFunctionData, erc20Abi, serializeTransaction } from 'viem';
import { concatBytes, fromHex, toHex, uintToBytes } from '../bytes/index.ts';
import type { EvmTransfer } from '../chains/evm/index.ts';
import { encodeRlp, type Rlp } from '../chains/evm/rlp.ts';

/** Transfers for tests, and the same made by other hands than ours. */
export const DESTINATION = fromHex('70997970c51812dc3a010c7d01b50e0d17dc79c8');
export const TOKEN = fromHex('5fbdb2315678afecb367f032d93f642f64180aa3');

/** 1.5 of the native coin. */
export const nativeTransfer: EvmTransfer = {
  chainId: 31337n,
  nonce: 7n,
  maxPriorityFeePerGas: 1_000_000_000n,
  maxFeePerGas: 30_000_000_000n,
  gasLimit: 21_000n,
  asset: { kind: 'native' },
  destination: DESTINATION,
  amount: 1_500_000_000_000_000_000n,
};

/** 250 of a token with six decimals. */
export const tokenTransfer: EvmTransfer = {
  ...nativeTransfer,
  gasLimit: 65_000n,
  asset: { kind: 'erc20', contract: TOKEN },
  amount: 250_000_000n,
};

/** Hex as viem and ethers take it. */
export function hex(bytes: Uint8Array): `0x${string}` {
  return `0x${toHex(bytes)}`;
}

/** The same transfer, made by viem. */
export function byViem(transfer: EvmTransfer): `0x${string}` {
  const { asset, destination, amount } = transfer;
  const args = [hex(destination), amount] as const;
  const data = encodeFunctionData({ abi: erc20Abi, functionName: 'transfer', args });
  return serializeTransaction({
    type: 'eip1559',
    chainId: Number(transfer.chainId),
    nonce: Number(transfer.nonce),
    maxFeePerGas: transfer.maxFeePerGas,
    maxPriorityFeePerGas: transfer.maxPriorityFeePerGas,
    gas: transfer.gasLimit,
    ...(asset.kind === 'erc20' ? { to: hex(asset.contract), data } : { to: hex(destination), value: amount }),
  });
}

/** The fields of the unsigned transaction, to be spoiled one at a time. */
export function fieldsOf(transfer: EvmTransfer): Rlp[] {
  return [
    uintToBytes(transfer.chainId),
    uintToBytes(transfer.nonce),
    uintToBytes(transfer.maxPriorityFeePerGas),
    uintToBytes(transfer.maxFeePerGas),
    uintToBytes(transfer.gasLimit),
    transfer.destination,
    uintToBytes(transfer.amount),
    new Uint8Array(0),
    [],
  ];
}

/** An EIP-1559 transaction of any fields. */
export function transactionOf(fields: readonly Rlp[]): Uint8Array {
  return concatBytes(Uint8Array.of(2), encodeRlp(fields));
}

/** {@link nativeTransfer} with one field spoiled. */
export function withField(index: number, value: Rlp): Uint8Array {
  return transactionOf(fieldsOf(nativeTransfer).with(index, value));
}

/** A call of {@link TOKEN} with any data. */
export function callOf(data: string): Uint8Array {
  return transactionOf([...fieldsOf(nativeTransfer).slice(0, 5), TOKEN, new Uint8Array(0), fromHex(data), []]);
}

const address = fc.uint8Array({ minLength: 20, maxLength: 20 }).filter((bytes) => bytes.some((byte) => byte !== 0));

type Ranges = { readonly chainId: bigint; readonly nonce: bigint; readonly fee: bigint; readonly gasLimit: bigint };

/** Any transfer up to the given numbers. */
export function anyTransfer(highest: Ranges): fc.Arbitrary<EvmTransfer> {
  return fc
    .record({
      chainId: fc.bigInt(1n, highest.chainId),
      nonce: fc.bigInt(0n, highest.nonce),
      fees: fc.tuple(fc.bigInt(0n, highest.fee), fc.bigInt(0n, highest.fee)),
      gasLimit: fc.bigInt(21_000n, highest.gasLimit),
      asset: fc.oneof(
        fc.constant({ kind: 'native' as const }),
        address.map((contract) => ({ kind: 'erc20' as const, contract })),
      ),
      destination: address,
      amount: fc.bigInt(1n, 2n ** 256n - 1n),
    })
    .map(({ fees: [a, b], ...rest }) => ({
      ...rest,
      maxPriorityFeePerGas: a < b ? a : b,
      maxFeePerGas: a < b ? b : a,
    }));
}

/** Any transfer that other libraries can hold, too: they keep chain ids and nonces as numbers. */
export const ordinaryTransfers = anyTransfer({
  chainId: 2n ** 40n,
  nonce: 2n ** 50n,
  fee: 2n ** 40n,
  gasLimit: 2n ** 32n,
});
