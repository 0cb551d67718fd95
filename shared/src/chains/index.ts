export type { ChainFamily, SignedTransaction } from './chain.ts';
export { chainFamilyOf } from './registry.ts';
