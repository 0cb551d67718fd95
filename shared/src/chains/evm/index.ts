export type { SignedTransaction } from '../chain.ts';
export { addressOfPublicKey, groupAddress, parseAddress, toChecksumAddress, uncompressedPoint } from './address.ts';
export { formatAmount, parseAmount } from './amount.ts';
export { erc20TransferData } from './erc20.ts';
export { evmFamily } from './evm-family.ts';
export { attachSignature, recoverPublicKey, signatureWithRecovery } from './signature.ts';
export { buildTransfer, decodeTransfer, type EvmAsset, type EvmTransfer, maxFeeOf, signingDigest } from './transfer.ts';
