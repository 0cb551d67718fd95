import { randomUUID } from 'node:crypto';
import { toHex } from '@vieraugen/shared/bytes';
import { addressOfPublicKey, toChecksumAddress, uncompressedPoint } from '@vieraugen/shared/chains/evm';
import { keyIdOf } from '@vieraugen/shared/cose';
import type { Tx } from '../../db/schema.ts';
import { type AccountPrincipal, actorOf } from '../../http/principal.ts';
import { appendAudit } from '../audit/index.ts';
import type { CustodyServices } from '../custody-services.ts';
import { insertWallet, type Wallet } from './wallet.repository.ts';

/** Makes a key in KMS; its public key is pinned from here on. A crash before the end leaves an unused key in KMS. */
export async function createHotWallet(
  { kms }: Pick<CustodyServices, 'kms'>,
  tx: Tx,
  who: AccountPrincipal,
  input: { readonly name: string },
): Promise<Wallet> {
  const id = randomUUID();
  const { keyArn, publicKey } = await kms.createHotKey(`Vieraugen: hot wallet ${id}`);
  const address = addressOfPublicKey(publicKey);
  const keyId = keyIdOf(uncompressedPoint(publicKey));
  const wallet = await insertWallet(tx, {
    id,
    name: input.name,
    keyId,
    publicKey,
    address,
    createdBy: who.id,
    origin: { kind: 'hot', keyArn },
  });
  appendAudit(tx, {
    actor: actorOf(who),
    action: 'wallet.hot-created',
    subject: `wallet:${id}`,
    detail: { address: toChecksumAddress(address), publicKey: toHex(publicKey), keyArn },
  });
  return wallet;
}
