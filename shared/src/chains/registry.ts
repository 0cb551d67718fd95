import { Refusal } from '../bytes/index.ts';
import type { ChainFamily } from './chain.ts';
import { type EvmTransfer, evmFamily } from './evm/index.ts';

/** A new family is its folder and a line here. */
const FAMILIES: readonly ChainFamily<EvmTransfer>[] = [evmFamily];

/** The family of a chain, by the namespace of its CAIP-2 name (`eip155:1`). Refuses with CHAIN_UNSUPPORTED. */
export function chainFamilyOf(chain: string): ChainFamily<EvmTransfer> {
  const family = FAMILIES.find(({ namespace }) => chain.startsWith(`${namespace}:`));
  if (family) return family;
  throw new Refusal('CHAIN_UNSUPPORTED', `The chain ${chain} is not supported. Supported are chains of: ${names()}.`);
}

function names(): string {
  return FAMILIES.map(({ namespace }) => namespace).join(', ');
}
