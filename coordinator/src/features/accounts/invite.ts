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

/** The two people who found an installation; nobody is there yet who could confirm them. */
const FOUNDERS = 2;

const Row = z
  .object({
    id: z.uuid(),
    name: z.string().nullable(),
    roles: z.array(z.enum(ROLES)),
    origin: z.enum(['founding', 'administrator', 'console']),
    invited_by: z.uuid().nullable(),
  })
  .transform(({ invited_by, ...row }) => ({ ...row, invitedBy: invited_by }));

/** An invitation that can be taken up. `founder`: which of the two founders it makes; null for everybody else. */
export type OpenInvitation = z.infer<typeof Row> & { readonly founder: number | null };

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
  const invitation = await insertInvitation(tx, { ...input, origin: 'administrator', invitedBy: by.id });
  appendAudit(tx, {
    actor: actorOf(by),
    action: 'account.invited',
    subject: `invitation:${invitation.id}`,
    detail: { roles: input.roles.join(' ') },
  });
  return invitation;
}

/** A link for another administrator, asked for on the coordinator's machine. It is nobody's before one confirms it. */
export function inviteFromConsole(db: Database, name: string): Promise<Invitation> {
  return transaction(db, async (tx) => {
    const roles: readonly Role[] = ['administrator'];
    const invitation = await insertInvitation(tx, { name, roles, origin: 'console', invitedBy: null });
    appendAudit(tx, {
      actor: 'console',
      action: 'account.invited',
      subject: `invitation:${invitation.id}`,
      detail: { roles: roles.join(' ') },
    });
    return invitation;
  });
}

/** Links for the founders who are not there yet: two, one, and none for ever after. */
export function inviteFounders(db: Database): Promise<readonly Invitation[]> {
  return transaction(db, async (tx) => {
    const invitations: Invitation[] = [];
    for (let founder = await countFounders(tx); founder < FOUNDERS; founder++) {
      const founding = { name: null, roles: ['administrator'], origin: 'founding', invitedBy: null } as const;
      invitations.push(await insertInvitation(tx, founding));
    }
    return invitations;
  });
}

/** The invitation that a link stands for, if it can still be taken up. */
export async function findInvitation(db: Database, token: string): Promise<OpenInvitation> {
  const found = await openInvitations(db).where('token_hash', '=', hashToken(token)).executeTakeFirst();
  return requireOpen(db, found);
}

/** Marks an invitation as taken up; of two who try, one succeeds. */
export async function takeUpInvitation(tx: Tx, id: string): Promise<OpenInvitation> {
  // There are two founders at most, whatever number of links the replicas printed; accounts.founder is unique too.
  await sql`SELECT pg_advisory_xact_lock(hashtextextended('accounts: take up an invitation', 0))`.execute(tx);
  const invitation = await requireOpen(tx, await openInvitations(tx).where('id', '=', id).executeTakeFirst());
  await tx.updateTable('invitations').set({ used_at: new Date() }).where('id', '=', id).execute();
  return invitation;
}

function openInvitations(db: Database) {
  return db
    .selectFrom('invitations')
    .select(['id', 'name', 'roles', 'origin', 'invited_by'])
    .where('used_at', 'is', null)
    .where('expires_at', '>', sql<Date>`now()`);
}

async function requireOpen(db: Database, found: unknown): Promise<OpenInvitation> {
  const invitation = found === undefined ? undefined : Row.parse(found);
  if (invitation === undefined) throw invitationInvalid();
  if (invitation.origin !== 'founding') return { ...invitation, founder: null };
  const founders = await countFounders(db);
  if (founders >= FOUNDERS) throw invitationInvalid();
  return { ...invitation, founder: founders + 1 };
}

function invitationInvalid(): AppError {
  return new AppError('INVITATION_INVALID', 'This link was used, has expired or never existed. Ask for a new one.');
}

async function countFounders(db: Database): Promise<number> {
  return (await db.selectFrom('accounts').select('id').where('founder', 'is not', null).execute()).length;
}

async function insertInvitation(
  tx: Tx,
  input: Pick<OpenInvitation, 'name' | 'origin' | 'invitedBy'> & { readonly roles: readonly Role[] },
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
      origin: input.origin,
      invited_by: input.invitedBy,
      expires_at: invitation.expiresAt,
    })
    .execute();
  return invitation;
}
