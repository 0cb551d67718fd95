import { afterAll, beforeAll, expect, test } from 'vitest';
import { appendAudit } from '../features/audit/append-audit.ts';
import { verifyAudit } from '../features/audit/verify-audit.ts';
import { openTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { transaction } from './transaction.ts';

let test_: TestDatabase;
beforeAll(async () => {
  test_ = await openTestDatabase();
}, 60_000);
afterAll(() => test_.close());

test('concurrent transactions leave one unbroken audit chain', async () => {
  const write = (n: number) =>
    transaction(test_.db, async (tx) =>
      appendAudit(tx, { actor: 'system', action: 'test.write', subject: `n:${n}`, detail: { n } }),
    );
  await Promise.all(Array.from({ length: 25 }, (_, n) => write(n)));
  const verdict = await test_.db.transaction().execute(verifyAudit);
  expect(verdict).toMatchObject({ ok: true, entries: 25 });
});
