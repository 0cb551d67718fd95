import type { ChainFamily } from '../chain.ts';
import { attachSignature } from './signature.ts';
import { buildTransfer, decodeTransfer, type EvmTransfer, signingDigest } from './transfer.ts';

/** Ethereum and the chains that share its transactions: EIP-1559 transfers of the native coin and of ERC-20 tokens. */
export const evmFamily: ChainFamily<EvmTransfer> = {
  namespace: 'eip155',
  build: buildTransfer,
  decode: decodeTransfer,
  digest: signingDigest,
  attach: attachSignature,
};
