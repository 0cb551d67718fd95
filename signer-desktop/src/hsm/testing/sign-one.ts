import type { ChainKey, VaultSession } from '../index.ts';

/** One signature, where a test asks for no more. */
export async function signOne(session: VaultSession, key: ChainKey, digest: Uint8Array): Promise<Uint8Array> {
  const [signature] = await session.signWithChainKeys([{ key, digest }]);
  if (!signature) throw new Error('no signature came back');
  return signature;
}
