import { bytesToUint } from '@vieraugen/shared/bytes';
import { z } from 'zod';
import { Data, Quantity } from './endpoint.ts';

export const Code = Data;

/** A word of 32 bytes: the balance of a token. An address without a contract answers with nothing. */
export const TokenAmount = Data.transform((bytes) => bytesToUint(bytes));

export const AnyBlock = z.object({ number: Quantity });
export const BlockWithFee = z.object({ baseFeePerGas: Quantity });

const Log = z.object({ address: Data, topics: z.array(Data), data: Data });
export const Receipt = z
  .object({
    status: Quantity,
    blockNumber: Quantity,
    blockHash: Data,
    gasUsed: Quantity,
    effectiveGasPrice: Quantity,
    logs: z.array(Log),
  })
  .nullable();

/** Where a transaction is on the chain. */
export type Settlement = {
  readonly succeeded: boolean;
  readonly blockNumber: bigint;
  readonly blockHash: Uint8Array;
  readonly feePaid: bigint;
  /** True once the block will not be undone. */
  readonly isFinal: boolean;
  readonly logs: readonly z.output<typeof Log>[];
};

export function settlementOf(receipt: NonNullable<z.output<typeof Receipt>>, finalBlock: bigint): Settlement {
  return {
    succeeded: receipt.status === 1n,
    blockNumber: receipt.blockNumber,
    blockHash: receipt.blockHash,
    feePaid: receipt.gasUsed * receipt.effectiveGasPrice,
    isFinal: receipt.blockNumber <= finalBlock,
    logs: receipt.logs,
  };
}
