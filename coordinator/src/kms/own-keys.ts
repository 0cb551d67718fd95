import { sql } from 'kysely';
import { z } from 'zod';
import type { Database } from '../db/schema.ts';
import { transaction } from '../db/transaction.ts';
import { appendAudit } from '../features/audit/index.ts';
import type { KmsKeys, SigningKey } from './kms-keys.ts';

const Row = z.object({ key_arn: z.string(), public_key: z.instanceof(Uint8Array).nullable() });
type OwnKey = { readonly keyArn: string; readonly publicKey: Uint8Array | null };

/** The symmetric key that wraps our data keys: the one given, else one made at first start. */
export async function ensureDataKey(db: Database, kms: KmsKeys, given: string | undefined): Promise<string> {
  const create = async (): Promise<OwnKey> => ({
    keyArn: given ?? (await kms.createDataKey('Vieraugen: data keys')).keyArn,
    publicKey: null,
  });
  return (await ensureKey(db, 'data', create)).keyArn;
}

/** The P-256 key that signs what we send to the signer; made at first start. */
export async function ensureIdentityKey(db: Database, kms: KmsKeys): Promise<SigningKey> {
  const key = await ensureKey(db, 'identity', () => kms.createIdentityKey('Vieraugen: coordinator identity'));
  if (key.publicKey === null) throw new Error('kms_keys: the identity key has no pinned public key');
  return { keyArn: key.keyArn, publicKey: key.publicKey };
}

/** Under a lock, so that of two replicas that start at once only one makes the key. */
function ensureKey(db: Database, purpose: string, create: () => Promise<OwnKey>): Promise<OwnKey> {
  return transaction(db, async (tx) => {
    await sql`SELECT pg_advisory_xact_lock(hashtextextended('kms_keys ' || ${purpose}, 0))`.execute(tx);
    const found = await tx.selectFrom('kms_keys').selectAll().where('purpose', '=', purpose).executeTakeFirst();
    if (found) {
      const row = Row.parse(found);
      return { keyArn: row.key_arn, publicKey: row.public_key };
    }
    const made = await create();
    await tx.insertInto('kms_keys').values({ purpose, key_arn: made.keyArn, public_key: made.publicKey }).execute();
    appendAudit(tx, {
      actor: 'system',
      action: 'kms.key-created',
      subject: `kms-key:${made.keyArn}`,
      detail: { purpose },
    });
    return made;
  });
}
