import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { z } from 'zod';
import type { Database } from '../../db/schema.ts';
import { AppError } from '../../http/app-error.ts';

const LIFE_MS = 120_000;

type Purpose =
  | { readonly purpose: 'sign-in' }
  | { readonly purpose: 'enrol'; readonly invitationId: string; readonly accountId: string };

const Row = z.object({ invitation_id: z.uuid().nullable(), account_id: z.uuid().nullable() });
const ClientData = z.object({ challenge: z.base64url() });

/** A challenge for one passkey ceremony: good once, for two minutes. */
export async function issueChallenge(db: Database, purpose: Purpose): Promise<Uint8Array<ArrayBuffer>> {
  const challenge = Uint8Array.from(randomBytes(32));
  await db.deleteFrom('passkey_challenges').where('expires_at', '<', sql<Date>`now()`).execute();
  await db
    .insertInto('passkey_challenges')
    .values({
      challenge,
      purpose: purpose.purpose,
      invitation_id: purpose.purpose === 'enrol' ? purpose.invitationId : null,
      account_id: purpose.purpose === 'enrol' ? purpose.accountId : null,
      expires_at: new Date(Date.now() + LIFE_MS),
    })
    .execute();
  return challenge;
}

/**
 * Uses up the challenge that a passkey answered. It is gone for good even if the answer turns out to be wrong, so it
 * happens outside of any transaction.
 */
export async function consumeChallenge(db: Database, purpose: Purpose['purpose'], clientDataJson: string) {
  const challenge = challengeOf(clientDataJson);
  const row = await db
    .deleteFrom('passkey_challenges')
    .where('challenge', '=', Buffer.from(challenge, 'base64url'))
    .where('purpose', '=', purpose)
    .where('expires_at', '>', sql<Date>`now()`)
    .returning(['invitation_id', 'account_id'])
    .executeTakeFirst();
  if (row === undefined) {
    throw new AppError(
      'PASSKEY_CHALLENGE_INVALID',
      'This took longer than two minutes or was sent twice. Start again.',
    );
  }
  const { invitation_id: invitationId, account_id: accountId } = Row.parse(row);
  return { challenge, invitationId, accountId };
}

function challengeOf(clientDataJson: string): string {
  try {
    return ClientData.parse(JSON.parse(Buffer.from(clientDataJson, 'base64url').toString())).challenge;
  } catch (cause) {
    throw new AppError('PASSKEY_INVALID', 'What the passkey answered cannot be read. Try again.', { cause });
  }
}
