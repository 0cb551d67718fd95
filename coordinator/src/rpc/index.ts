export type { Settlement } from './answers.ts';
export type { Call, Chain, Fees } from './chain.ts';
export { type Chains, openChains } from './chains.ts';
