import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { insertRows } from './insert-rows.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
}, 60_000);
afterAll(() => database.close());

const ROW = {
  sequence: Number.MAX_SAFE_INTEGER,
  bytes: Uint8Array.of(0, 1, 0x7f, 0xff),
  hash: new Uint8Array(32).fill(0xab),
  at: new Date('2026-01-02T03:04:05.678Z'),
  actor: `"quoted", {braced}, \\ backslash, 'single', new\nline, ü €`,
  action: '',
  subject: 'NULL',
};

test('bytes, moments, numbers and any text arrive as they were given', async () => {
  await insertRows('audit_entries', [ROW]).execute(database.db);
  const row = await database.db.selectFrom('audit_entries').selectAll().executeTakeFirstOrThrow();
  expect(row).toEqual({ ...ROW, sequence: String(ROW.sequence) });
});

test('so do JSON, null and what the database fills in itself, in many rows, in their order', async () => {
  const at = new Date();
  const rows = Array.from({ length: 300 }, (_, index) => ({
    id: randomUUID(),
    type: 'test',
    data: { index, nothing: null, text: '"x"' },
    created_at: at,
  }));
  await insertRows('outbox_events', rows).execute(database.db);
  const stored = await database.db.selectFrom('outbox_events').selectAll().orderBy('number').execute();
  expect(stored.map(({ number, ...row }) => row)).toEqual(rows);
  expect(stored.map(({ number }) => number)).toEqual(rows.map((_, index) => String(index + 1)));
});
