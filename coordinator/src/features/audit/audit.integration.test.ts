import { randomBytes } from 'node:crypto';
import { toHex } from '@vieraugen/shared/bytes';
import { entryHash, entryTail, type JournalHead, nextEntry } from '@vieraugen/shared/journal';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { jsonRecord } from '../../db/insert-rows.ts';
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

test('a change whose entry cannot be written is not made', async () => {
  await sql`CREATE TABLE changes (name text)`.execute(database.db);
  await sql`ALTER FUNCTION append_audit(jsonb) RENAME TO append_audit_away`.execute(database.db);
  const change = transaction(database.db, async (tx) => {
    await sql`INSERT INTO changes VALUES ('made')`.execute(tx);
    appendAudit(tx, { actor: 'system', action: 'test.written', subject: 'thing:6', detail: {} });
  });
  await expect(change).rejects.toThrow('append_audit');
  expect((await sql`SELECT name FROM changes`.execute(database.db)).rows).toEqual([]);
});

test('a detail that CBOR cannot carry exactly is refused before anything is written', async () => {
  const broken = transaction(database.db, async (tx) => {
    appendAudit(tx, { actor: 'system', action: 'test.written', subject: 'x', detail: { amount: 0.5 } });
  });
  await expect(broken).rejects.toThrow(TypeError);
});

describe('the database chains as shared/src/journal does', () => {
  type Entry = Parameters<typeof nextEntry>[1];

  /** Both put the entries behind a log of that length, which begins as one with any hash. */
  async function expectSameChain(length: number, entries: readonly Entry[]): Promise<void> {
    let head: JournalHead = { sequence: length, hash: new Uint8Array(randomBytes(32)) };
    await tamper(`DELETE FROM audit_entries;
      UPDATE audit_head SET sequence = ${length}, hash = '\\x${toHex(head.hash)}'`);
    const rows = entries.map((entry) => ({
      ...{ tail: entryTail(entry), at: new Date(entry.at * 1000), action: entry.type },
      ...{ actor: 'system', subject: 'x' },
    }));
    await sql`SELECT append_audit(${JSON.stringify(rows.map(jsonRecord))}::jsonb)`.execute(database.db);
    const written = await database.db.selectFrom('audit_entries').selectAll().orderBy('sequence').execute();
    expect(written).toHaveLength(entries.length);
    for (const [index, entry] of entries.entries()) {
      const bytes = nextEntry(head, entry);
      head = { sequence: head.sequence + 1, hash: entryHash(bytes) };
      const row = { sequence: String(head.sequence), bytes, hash: head.hash, action: entry.type };
      expect(written[index]).toMatchObject({ ...row, at: new Date(entry.at * 1000) });
    }
    const after = await database.db.selectFrom('audit_head').selectAll().executeTakeFirstOrThrow();
    expect(after).toEqual({ id: 1, sequence: String(head.sequence), hash: head.hash });
  }

  const entry: fc.Arbitrary<Entry> = fc.record({
    at: fc.integer({ min: 0, max: 4_000_000_000 }),
    type: fc.stringMatching(/^[a-z][a-z0-9.-]{0,63}$/),
    body: fc.uint8Array({ maxLength: 400 }),
  });

  test('for any entries, however long the log is', async () => {
    const length = fc.oneof(
      fc.nat(300),
      fc.maxSafeInteger().map((n) => Math.floor(Math.abs(n) / 2)),
    );
    await fc.assert(fc.asyncProperty(length, fc.array(entry, { minLength: 1, maxLength: 5 }), expectSameChain), {
      numRuns: 60,
    });
  });

  test.each([24, 2 ** 8, 2 ** 16, 2 ** 32])(
    'on both sides of entry %s, where its number takes more bytes',
    async (step) => {
      await expectSameChain(step - 3, fc.sample(entry, 5));
    },
  );
});
