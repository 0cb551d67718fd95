import { AppError } from '../http/app-error.ts';
import { type Chain, openChain } from './chain.ts';
import { openEndpoint } from './endpoint.ts';
import { defaultFinality, type Finality } from './finality.ts';

/** The chains that we have nodes of: the only way out to any of them. */
export type Chains = {
  /** By CAIP-2 name; throws CHAIN_UNKNOWN. */
  get(name: string): Chain;
  close(): void;
};

export function openChains(
  urls: ReadonlyMap<number, readonly string[]>,
  finality: ReadonlyMap<number, Finality>,
): Chains {
  const endpoints = [...urls].map(([id, list]) => [id, list.map((url) => openEndpoint(url, BigInt(id)))] as const);
  const chains = new Map(
    endpoints.map(([id, nodes]) => {
      const chain = openChain(BigInt(id), nodes, finality.get(id) ?? defaultFinality(id));
      return [chain.name, chain] as const;
    }),
  );
  return {
    get: (name) => {
      const chain = chains.get(name);
      if (chain) return chain;
      throw new AppError('CHAIN_UNKNOWN', `No node of ${name} is configured here: set RPC_URLS.`);
    },
    close: () => {
      for (const [, nodes] of endpoints) for (const node of nodes) node.close();
    },
  };
}
