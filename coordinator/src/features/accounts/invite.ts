import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { z } from 'zod';
import type { Database, Tx } from '../../db/schema.ts';
import { transaction } from '../../db/transaction.ts';
import { AppError } from '../../http/app-error.ts';
import { type AccountPrincipal, actorOf } from '../../http/principal.ts';
import { appendAudit } from '../audit/index.ts';
import { hashToken, newToken } from './one-time-token.ts';
import { ROLES, type Role, separatedPair } from './roles.ts';

const LIFE_MS = 24 * 3_600_000;

export type Invitation = { readonly id: string; readonly token: string; readonly expiresAt: Date };

const Row = z
  .object({
    id: z.uuid(),
    name: z.string().nullable(),
    roles: z.array(z.enum(ROLES)),
    invited_by: z.uuid().nullable(),
  })
  .transform((row) => ({ id: row.id, name: row.name, roles: row.roles, isFirst: row.invited_by === null }));
export type OpenInvitation = z.infer<typeof Row>;

/** A one-time link for a new account, good for 24 hours. */
export async function invite(
  tx: Tx,
  by: AccountPrincipal,
  input: { readonly name: string; readonly roles: readonly Role[] },
): Promise<Invitation> {
  const pair = separatedPair(input.roles);
  if (pair) {
    throw new AppError('ROLES_CONFLICT', `Nobody may be ${pair[0]} and ${pair[1]}: give the roles to two people.`);
  }
  const invitation = await insertInvitation(tx, { ...input, invitedBy: by.id });
  appendAudit(tx, {
    actor: actorOf(by),
    action: 'account.invited',
    subject: `invitation:${invitation.id}`,
    detail: { roles: input.roles.join(' ') },
  });
  return invitation;
}

/** The link for the first administrator; undefined once there is an account. */
export function inviteFirstAdministrator(db: Database): Promise<Invitation | undefined> {
  return transaction(db, async (tx) => {
    if (await hasAccounts(tx)) return undefined;
    return insertInvitation(tx, { name: null, roles: ['administrator'], invitedBy: null });
  });
}

/** The invitation that a link stands for, if it can still be taken up. */
export async function findInvitation(db: Database, token: string): Promise<OpenInvitation> {
  const found = await openInvitations(db).where('token_hash', '=', hashToken(token)).executeTakeFirst();
  return requireOpen(db, found);
}

/** Marks an invitation as taken up; of two who try, one succeeds. */
export async function takeUpInvitation(tx: Tx, id: string): Promise<OpenInvitation> {
  // The first administrator is made at most once, whatever number of links the replicas printed.
  await sql`SELECT pg_advisory_xact_lock(hashtextextended('accounts: take up an invitation', 0))`.execute(tx);
  const invitation = await requireOpen(tx, await openInvitations(tx).where('id', '=', id).executeTakeFirst());
  await tx.updateTable('invitations').set({ used_at: new Date() }).where('id', '=', id).execute();
  return invitation;
}

function openInvitations(db: Database) {
  return db
    .selectFrom('invitations')
    .select(['id', 'name', 'roles', 'invited_by'])
    .where('used_at', 'is', null)
    .where('expires_at', '>', sql<Date>`now()`);
}

async function requireOpen(db: Database, found: unknown): Promise<OpenInvitation> {
  const invitation = found === undefined ? undefined : Row.parse(found);
  if (invitation === undefined || (invitation.isFirst && (await hasAccounts(db)))) {
    throw new AppError('INVITATION_INVALID', 'This link was used, has expired or never existed. Ask for a new one.');
  }
  return invitation;
}

async function hasAccounts(db: Database): Promise<boolean> {
  return (await db.selectFrom('accounts').select('id').limit(1).executeTakeFirst()) !== undefined;
}

async function insertInvitation(
  tx: Tx,
  input: { readonly name: string | null; readonly roles: readonly Role[]; readonly invitedBy: string | null },
): Promise<Invitation> {
  const { token, hash } = newToken();
  const invitation = { id: randomUUID(), token, expiresAt: new Date(Date.now() + LIFE_MS) };
  await tx
    .insertInto('invitations')
    .values({
      id: invitation.id,
      token_hash: hash,
      name: input.name,
      roles: [...input.roles],
      invited_by: input.invitedBy,
      expires_at: invitation.expiresAt,
    })
    .execute();
  return invitation;
}
