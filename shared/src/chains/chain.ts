/** A signed transaction: its bytes, ready to be broadcast, and the hash that the chain knows it by. */
export type SignedTransaction = { readonly signed: Uint8Array; readonly transactionHash: Uint8Array };

/**
 * What a folder beside this file knows of a family of chains. Every function refuses what it cannot read or must not sign;
 * none of them asks a node, a clock or a key.
 */
export type ChainFamily<Transfer> = {
  /** The CAIP-2 namespace: `eip155` in `eip155:1`. */
  readonly namespace: string;
  /** The bytes to be signed for a transfer. */
  readonly build: (transfer: Transfer) => Uint8Array;
  /** What the bytes do, read from nothing but the bytes; built again, it is the same bytes. */
  readonly decode: (unsigned: Uint8Array) => Transfer;
  /** What a key signs: the digest of the bytes, 32 bytes. */
  readonly digest: (unsigned: Uint8Array) => Uint8Array;
  /** The bytes joined with a signature, only if the key of `expectedAddress` made it over exactly these bytes. */
  readonly attach: (unsigned: Uint8Array, signature: Uint8Array, expectedAddress: Uint8Array) => SignedTransaction;
};
