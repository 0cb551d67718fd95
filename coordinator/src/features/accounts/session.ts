import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { z } from 'zod';
import type { Database, Tx } from '../../db/schema.ts';
import type { AccountPrincipal } from '../../http/principal.ts';
import type { HttpFacts } from '../../http/route.ts';
import { hashToken, newToken } from './one-time-token.ts';
import { ROLES } from './roles.ts';

const LIFE_HOURS = 12;
const IDLE_MINUTES = 60;
/** `last_used_at` is written at most this often. */
const TOUCH_SECONDS = 60;

/** `__Host-`: from us alone, over TLS alone. The loopback page of development has no TLS, so its cookie has no prefix. */
const COOKIE = '__Host-vieraugen-session';
const LOOPBACK_COOKIE = 'vieraugen-loopback-session';

const Row = z
  .object({ session_id: z.uuid(), id: z.uuid(), name: z.string(), roles: z.array(z.enum(ROLES)), stale: z.boolean() })
  .transform(({ session_id, ...account }) => ({ ...account, sessionId: session_id }));

export async function startSession(tx: Tx, accountId: string): Promise<string> {
  const { token, hash } = newToken();
  await tx
    .insertInto('sessions')
    .values({
      id: randomUUID(),
      token_hash: hash,
      account_id: accountId,
      expires_at: new Date(Date.now() + LIFE_HOURS * 3_600_000),
    })
    .execute();
  return token;
}

/** The account of a session that is open, with the roles it has now. */
export async function findSession(db: Database, token: string): Promise<AccountPrincipal | undefined> {
  const found = await db
    .selectFrom('sessions')
    .innerJoin('accounts', 'accounts.id', 'sessions.account_id')
    .select(['sessions.id as session_id', 'accounts.id', 'accounts.name', 'accounts.roles'])
    .select(sql<boolean>`sessions.last_used_at < now() - make_interval(secs => ${TOUCH_SECONDS})`.as('stale'))
    .where('sessions.token_hash', '=', hashToken(token))
    .where('sessions.ended_at', 'is', null)
    // Who is not confirmed gets no session; nor would one be of use.
    .where('accounts.active_since', 'is not', null)
    .where('accounts.disabled_at', 'is', null)
    .where('sessions.expires_at', '>', sql<Date>`now()`)
    .where('sessions.last_used_at', '>', sql<Date>`now() - make_interval(mins => ${IDLE_MINUTES})`)
    .executeTakeFirst();
  if (found === undefined) return undefined;
  const { stale, ...session } = Row.parse(found);
  if (stale) {
    await db.updateTable('sessions').set({ last_used_at: new Date() }).where('id', '=', session.sessionId).execute();
  }
  return { kind: 'account', ...session };
}

export async function endSession(tx: Tx, sessionId: string): Promise<void> {
  await tx
    .updateTable('sessions')
    .set({ ended_at: new Date() })
    .where('id', '=', sessionId)
    .where('ended_at', 'is', null)
    .execute();
}

export async function endSessionsOf(tx: Tx, accountId: string): Promise<void> {
  await tx
    .updateTable('sessions')
    .set({ ended_at: new Date() })
    .where('account_id', '=', accountId)
    .where('ended_at', 'is', null)
    .execute();
}

export function readSessionCookie(http: HttpFacts): string | undefined {
  return http.cookies.get(http.secure ? COOKIE : LOOPBACK_COOKIE);
}

export function setSessionCookie(http: HttpFacts, token: string): void {
  http.setHeader('Set-Cookie', `${cookieName(http)}=${token}; ${attributes(http)}; Max-Age=${LIFE_HOURS * 3600}`);
}

export function clearSessionCookie(http: HttpFacts): void {
  http.setHeader('Set-Cookie', `${cookieName(http)}=; ${attributes(http)}; Max-Age=0`);
}

function cookieName(http: HttpFacts): string {
  return http.secure ? COOKIE : LOOPBACK_COOKIE;
}

function attributes(http: HttpFacts): string {
  return `Path=/; HttpOnly; SameSite=Strict${http.secure ? '; Secure' : ''}`;
}
