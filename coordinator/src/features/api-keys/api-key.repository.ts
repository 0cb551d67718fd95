import { z } from 'zod';
import type { Database, Tx } from '../../db/schema.ts';
import { SCOPES, type Scope } from './scopes.ts';

export const ApiKeyView = z.strictObject({
  id: z.uuid(),
  name: z.string(),
  scopes: z.array(z.enum(SCOPES)),
  createdBy: z.uuid(),
  createdAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime().nullable(),
  disabled: z.boolean(),
});
export type ApiKeyView = z.infer<typeof ApiKeyView>;

const Row = z
  .object({
    id: z.uuid(),
    name: z.string(),
    scopes: z.array(z.enum(SCOPES)),
    created_by: z.uuid(),
    created_at: z.date(),
    last_used_at: z.date().nullable(),
    disabled_at: z.date().nullable(),
  })
  .transform(
    (row): ApiKeyView => ({
      id: row.id,
      name: row.name,
      scopes: row.scopes,
      createdBy: row.created_by,
      createdAt: row.created_at.toISOString(),
      lastUsedAt: row.last_used_at?.toISOString() ?? null,
      disabled: row.disabled_at !== null,
    }),
  );

const COLUMNS = ['id', 'name', 'scopes', 'created_by', 'created_at', 'last_used_at', 'disabled_at'] as const;

export async function insertApiKey(
  tx: Tx,
  key: {
    readonly id: string;
    readonly name: string;
    readonly hash: Buffer;
    scopes: readonly Scope[];
    createdBy: string;
  },
): Promise<ApiKeyView> {
  const row = await tx
    .insertInto('api_keys')
    .values({ id: key.id, name: key.name, key_hash: key.hash, scopes: [...key.scopes], created_by: key.createdBy })
    .returning(COLUMNS)
    .executeTakeFirstOrThrow();
  return Row.parse(row);
}

export async function listApiKeys(db: Database): Promise<readonly ApiKeyView[]> {
  return z.array(Row).parse(await db.selectFrom('api_keys').select(COLUMNS).orderBy('created_at').execute());
}

export async function findApiKey(db: Database, by: { readonly id: string } | { readonly hash: Buffer }) {
  const select = db.selectFrom('api_keys').select(COLUMNS);
  const row = await ('id' in by
    ? select.where('id', '=', by.id)
    : select.where('key_hash', '=', by.hash)
  ).executeTakeFirst();
  return row === undefined ? undefined : Row.parse(row);
}

export async function markUsed(db: Database, id: string): Promise<void> {
  await db.updateTable('api_keys').set({ last_used_at: new Date() }).where('id', '=', id).execute();
}

export async function markDisabled(tx: Tx, id: string): Promise<void> {
  await tx
    .updateTable('api_keys')
    .set({ disabled_at: new Date() })
    .where('id', '=', id)
    .where('disabled_at', 'is', null)
    .execute();
}
