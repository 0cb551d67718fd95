import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, importJWK, type JWK } from 'jose';
import { sql } from 'kysely';
import { z } from 'zod';
import type { Database, Tx } from '../../db/schema.ts';
import { transaction } from '../../db/transaction.ts';
import { openSealedData, type Place, sealData } from '../../kms/sealed-data.ts';
import type { Services } from '../../services.ts';

type Deps = Pick<Services, 'db' | 'kms' | 'dataKeyArn'>;
type Key = Exclude<Awaited<ReturnType<typeof importJWK>>, Uint8Array>;

const PublicJwk = z.object({ kty: z.literal('EC'), crv: z.literal('P-256'), x: z.base64url(), y: z.base64url() });
const PrivateJwk = PublicJwk.extend({ d: z.base64url() });
const Row = z.object({
  id: z.string(),
  public_jwk: PublicJwk,
  wrapped_data_key: z.instanceof(Uint8Array),
  private_ciphertext: z.instanceof(Uint8Array),
});

/** The key that signs access tokens, the same in every replica; made at first use. */
export async function openSigningKey(deps: Deps): Promise<{ readonly id: string; readonly key: Key }> {
  const keyArn = await deps.dataKeyArn();
  const row = await transaction(deps.db, async (tx) => {
    await sql`SELECT pg_advisory_xact_lock(hashtextextended('token_signing_keys', 0))`.execute(tx);
    return (await newestRow(tx)) ?? (await insertKey(tx, deps, keyArn));
  });
  const sealed = { wrappedDataKey: row.wrapped_data_key, ciphertext: row.private_ciphertext };
  const plaintext = await openSealedData(deps.kms, keyArn, placeOf(row.id), sealed);
  const jwk = PrivateJwk.parse(JSON.parse(Buffer.from(plaintext).toString()));
  return { id: row.id, key: await importEs256(jwk) };
}

/** The public key that a token names; undefined if it is none of ours. */
export async function findVerificationKey(db: Database, id: string): Promise<Key | undefined> {
  const row = await db.selectFrom('token_signing_keys').select('public_jwk').where('id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : importEs256(PublicJwk.parse(row.public_jwk));
}

async function newestRow(tx: Tx) {
  const row = await tx.selectFrom('token_signing_keys').selectAll().orderBy('created_at', 'desc').executeTakeFirst();
  return row === undefined ? undefined : Row.parse(row);
}

async function insertKey(tx: Tx, deps: Deps, keyArn: string): Promise<z.infer<typeof Row>> {
  const id = randomUUID();
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  const secret = Buffer.from(JSON.stringify(PrivateJwk.parse(await exportJWK(privateKey))));
  const sealed = await sealData(deps.kms, keyArn, placeOf(id), secret);
  const row = Row.parse({
    id,
    public_jwk: PublicJwk.parse(await exportJWK(publicKey)),
    wrapped_data_key: sealed.wrappedDataKey,
    private_ciphertext: sealed.ciphertext,
  });
  await tx
    .insertInto('token_signing_keys')
    .values({ ...row, public_jwk: JSON.stringify(row.public_jwk) })
    .execute();
  return row;
}

async function importEs256(jwk: JWK): Promise<Key> {
  const key = await importJWK(jwk, 'ES256');
  if (key instanceof Uint8Array) throw new TypeError('an ES256 key is not a byte string');
  return key;
}

function placeOf(id: string): Place {
  return { table: 'token_signing_keys', column: 'private_ciphertext', row: id };
}
