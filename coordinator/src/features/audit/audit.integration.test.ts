import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { transaction } from '../../db/transaction.ts';
import { openTestDatabase, type TestDatabase } from '../../testing/test-database.ts';
import { appendAudit } from './append-audit.ts';
import { verifyAudit } from './verify-audit.ts';

let database: TestDatabase;

beforeEach(async () => {
  database = await openTestDatabase();
  for (let n = 1; n <= 5; n++) await write(n);
}, 60_000);
afterEach(() => database.close());

function write(n: number): Promise<void> {
  return transaction(database.db, async (tx) => {
    appendAudit(tx, {
      actor: 'system',
      action: 'test.written',
      subject: `thing:${n}`,
      detail: { n, even: n % 2 === 0 },
    });
  });
}

/** What somebody with the database's superuser could do. */
async function tamper(statement: string): Promise<void> {
  await database.db.connection().execute(async (connection) => {
    await sql`SET session_replication_role = replica`.execute(connection);
    await sql.raw(statement).execute(connection);
    await sql`SET session_replication_role = origin`.execute(connection);
  });
}

const verify = () => database.db.transaction().execute(verifyAudit);

test('a whole log is found whole', async () => {
  expect(await verify()).toMatchObject({ ok: true, entries: 5 });
});

test('an empty log is whole', async () => {
  const empty = await openTestDatabase();
  expect(await empty.db.transaction().execute(verifyAudit)).toMatchObject({ ok: true, entries: 0 });
  await empty.close();
});

describe('finds', () => {
  test.each([
    ['an edited actor', `UPDATE audit_entries SET actor = 'account:x' WHERE sequence = 3`, 3, 'AUDIT_ENTRY_EDITED'],
    ['an edited time', `UPDATE audit_entries SET at = at + interval '1 s' WHERE sequence = 3`, 3, 'AUDIT_ENTRY_EDITED'],
    ['an edited hash', `UPDATE audit_entries SET hash = sha256('x') WHERE sequence = 3`, 3, 'AUDIT_ENTRY_EDITED'],
    [
      'a flipped bit, even if its hash was made to fit',
      `UPDATE audit_entries SET bytes = set_byte(bytes, length(bytes) - 1, 244) WHERE sequence = 2`,
      2,
      /./,
    ],
    ['a missing entry', `DELETE FROM audit_entries WHERE sequence = 3`, 3, 'AUDIT_ENTRY_MISSING'],
    ['a missing first entry', `DELETE FROM audit_entries WHERE sequence = 1`, 1, 'AUDIT_ENTRY_MISSING'],
    ['a last entry that was cut off', `DELETE FROM audit_entries WHERE sequence = 5`, 5, 'JOURNAL_TRUNCATED'],
    ['a log that was emptied', `DELETE FROM audit_entries`, 1, 'JOURNAL_TRUNCATED'],
    [
      'two entries that were swapped',
      `UPDATE audit_entries a SET bytes = b.bytes, hash = b.hash, at = b.at, subject = b.subject
       FROM audit_entries b WHERE a.sequence IN (2, 3) AND b.sequence IN (2, 3) AND a.sequence <> b.sequence`,
      2,
      'JOURNAL_SEQUENCE_WRONG',
    ],
    ['another head', `UPDATE audit_head SET hash = sha256('x')`, 6, 'JOURNAL_HEAD_MISMATCH'],
    [
      'an entry added behind the head',
      `UPDATE audit_head SET sequence = 4, hash = (SELECT hash FROM audit_entries WHERE sequence = 4)`,
      6,
      'JOURNAL_HEAD_MISMATCH',
    ],
  ])('%s', async (_name, statement, sequence, code) => {
    await tamper(statement);
    expect(await verify()).toMatchObject({
      ok: false,
      sequence,
      code: typeof code === 'string' ? code : expect.stringMatching(code),
    });
  });

  test('an entry that was rewritten together with its hash: the next one does not follow', async () => {
    await tamper(`UPDATE audit_entries a SET bytes = b.bytes, hash = b.hash FROM
      (SELECT set_byte(bytes, length(bytes) - 1, 5) AS bytes, sha256(bytes) AS hash FROM audit_entries WHERE sequence = 2) b
      WHERE a.sequence = 2`);
    expect(await verify()).toMatchObject({ ok: false });
  });
});

describe('the database forbids', () => {
  test.each([
    `UPDATE audit_entries SET actor = 'x'`,
    'DELETE FROM audit_entries',
    'TRUNCATE audit_entries',
    'DELETE FROM audit_head',
    'UPDATE audit_head SET sequence = sequence - 1',
    `UPDATE audit_head SET hash = sha256('x')`,
  ])('%s', async (statement) => {
    await expect(sql.raw(statement).execute(database.db)).rejects.toThrow('append-only');
  });
});

test('an entry of a transaction that fails is not written', async () => {
  const failing = transaction(database.db, async (tx) => {
    appendAudit(tx, { actor: 'system', action: 'test.written', subject: 'thing:6', detail: {} });
    throw new Error('changed my mind');
  });
  await expect(failing).rejects.toThrow('changed my mind');
  expect(await verify()).toMatchObject({ ok: true, entries: 5 });
});

test('a detail that CBOR cannot carry exactly is refused before anything is written', async () => {
  const broken = transaction(database.db, async (tx) => {
    appendAudit(tx, { actor: 'system', action: 'test.written', subject: 'x', detail: { amount: 0.5 } });
  });
  await expect(broken).rejects.toThrow(TypeError);
});
