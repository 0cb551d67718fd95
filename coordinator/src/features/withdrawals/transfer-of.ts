import { type EvmTransfer, erc20TransferData } from '@vieraugen/shared/chains/evm';
import type { Call } from '../../rpc/index.ts';

type Payment = { readonly token: Uint8Array; readonly destination: Uint8Array; readonly amount: bigint };
type Terms = Pick<EvmTransfer, 'nonce' | 'gasLimit' | 'maxFeePerGas' | 'maxPriorityFeePerGas'>;

/** A payment on the terms of one transaction. */
export function transferOf(chainId: bigint, payment: Payment, terms: Terms): EvmTransfer {
  const { token, destination, amount } = payment;
  const asset = token.length === 0 ? ({ kind: 'native' } as const) : ({ kind: 'erc20', contract: token } as const);
  return { chainId, asset, destination, amount, ...terms };
}

/** What a node is asked to try: the same payment as a call. */
export function callOf(from: Uint8Array, { token, destination, amount }: Payment): Call {
  if (token.length === 0) return { from, to: destination, value: amount, data: new Uint8Array(0) };
  return { from, to: token, value: 0n, data: erc20TransferData(destination, amount) };
}
