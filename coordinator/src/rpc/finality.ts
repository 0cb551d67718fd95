/** When a block counts as final: by the chain's own tag, or by the number of blocks from it to the newest, itself included. */
export type Finality = { readonly kind: 'tag' } | { readonly kind: 'depth'; readonly blocks: number };

/** Chains that only exist on a developer's machine have no finality of their own. */
const DEVELOPMENT_CHAIN = 31_337;

export function defaultFinality(chainId: number): Finality {
  return chainId === DEVELOPMENT_CHAIN ? { kind: 'depth', blocks: 1 } : { kind: 'tag' };
}

/** `1=finalized;137=depth:256`. Undefined if the text is not like this. */
export function parseFinality(text: string): ReadonlyMap<number, Finality> | undefined {
  const rules = new Map<number, Finality>();
  for (const part of text.split(';').filter((piece) => piece.trim() !== '')) {
    const match = /^\s*([1-9][0-9]{0,15})=(?:(finalized)|depth:([1-9][0-9]{0,4}))\s*$/.exec(part);
    if (match === null) return undefined;
    rules.set(Number(match[1]), match[2] ? { kind: 'tag' } : { kind: 'depth', blocks: Number(match[3]) });
  }
  return rules;
}
