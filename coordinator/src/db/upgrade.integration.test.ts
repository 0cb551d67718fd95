import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inviteFounders } from '../features/accounts/index.ts';
import { createEmptyDatabase } from '../testing/test-database.ts';
import { migrate } from './migrate.ts';
import { openDatabase } from './open-database.ts';

/** The last migration before there were confirmations by another administrator. */
const BEFORE_CONFIRMATIONS = 35;
const POLICY = Buffer.alloc(32, 7);
const [gone, eldest, second, third, approver] = Array.from({ length: 5 }, () => randomUUID());

const ACCOUNTS = [
  { id: gone, name: 'Gone', roles: ['administrator'], createdAt: '2026-01-01Z', disabledAt: '2026-02-01Z' },
  { id: eldest, name: 'Eldest', roles: ['administrator'], createdAt: '2026-01-02Z', disabledAt: null },
  { id: third, name: 'Third', roles: ['administrator'], createdAt: '2026-01-05Z', disabledAt: null },
  { id: second, name: 'Second', roles: ['administrator'], createdAt: '2026-01-04Z', disabledAt: null },
  { id: approver, name: 'Approver', roles: ['approver'], createdAt: '2026-01-03Z', disabledAt: null },
];

let empty: Awaited<ReturnType<typeof createEmptyDatabase>>;
let client: pg.Client;

/** A database as it was filled before: everybody let in by one, a policy put in force by who proposed it. */
async function fill(): Promise<void> {
  for (const [place, { id, name, roles, createdAt, disabledAt }] of ACCOUNTS.entries()) {
    await client.query('INSERT INTO accounts (id, name, roles, created_at, disabled_at) VALUES ($1, $2, $3, $4, $5)', [
      id,
      name,
      roles,
      createdAt,
      disabledAt,
    ]);
    await client.query(
      `INSERT INTO passkeys (credential_id, account_id, public_key, sign_count, backed_up, aaguid)
        VALUES ($1, $2, $3, 0, false, $4)`,
      [Buffer.from([place]), id, Buffer.alloc(33, 2), randomUUID()],
    );
  }
  for (const [place, inviter] of [null, eldest].entries()) {
    await client.query(
      `INSERT INTO invitations (id, token_hash, name, roles, invited_by, expires_at)
        VALUES ($1, $2, 'Somebody', '{administrator}', $3, now() + interval '1 day')`,
      [randomUUID(), Buffer.alloc(32, place), inviter],
    );
  }
  await client.query("INSERT INTO policies (digest, bytes, revision, created_by) VALUES ($1, '\\x00', 1, $2)", [
    POLICY,
    eldest,
  ]);
  await client.query('INSERT INTO hot_policies (policy_digest, activated_by) VALUES ($1, $2)', [POLICY, eldest]);
}

beforeAll(async () => {
  empty = await createEmptyDatabase();
  await migrate(empty.url, BEFORE_CONFIRMATIONS);
  client = new pg.Client({ connectionString: empty.url });
  await client.connect();
  await fill();
  await migrate(empty.url);
}, 60_000);
afterAll(async () => {
  await client.end();
  await empty.close();
});

describe('a database of before there were confirmations', () => {
  test('everybody stays active, and the two eldest administrators count as the founders', async () => {
    const { rows } = await client.query(
      'SELECT name, founder, active_since = created_at AS active, invited_by FROM accounts ORDER BY created_at',
    );
    const others = { active: true, invited_by: null };
    expect(rows).toEqual([
      { name: 'Gone', founder: null, ...others },
      { name: 'Eldest', founder: 1, ...others },
      { name: 'Approver', founder: null, ...others },
      { name: 'Second', founder: 2, ...others },
      { name: 'Third', founder: null, ...others },
    ]);
  });

  test('no link for a founder is printed any more', async () => {
    const db = openDatabase(empty.url, () => undefined);
    expect(await inviteFounders(db)).toEqual([]);
    await db.destroy();
  });

  test('an open invitation knows where it came from', async () => {
    const { rows } = await client.query('SELECT origin, invited_by FROM invitations ORDER BY token_hash');
    expect(rows).toEqual([
      { origin: 'founding', invited_by: null },
      { origin: 'administrator', invited_by: eldest },
    ]);
  });

  test('the policy in force stays so; the next one needs another administrator', async () => {
    const { rows } = await client.query('SELECT policy_digest, digest FROM hot_policies');
    expect(rows).toEqual([{ policy_digest: POLICY, digest: null }]);
    const again = client.query('INSERT INTO hot_policies (policy_digest, activated_by) VALUES ($1, $2)', [
      POLICY,
      eldest,
    ]);
    await expect(again).rejects.toThrow('who proposed a policy cannot put it in force');
  });
});
