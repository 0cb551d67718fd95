import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { jsonRecord } from '../db/insert-rows.ts';
import { transaction } from '../db/transaction.ts';
import { unchainedEntry, verifyAudit } from '../features/audit/index.ts';
import { openTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { AppError } from './app-error.ts';
import { keyLock, requestFingerprint } from './idempotency.ts';
import { type Acceptance, runGrouped } from './idempotency-group.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await openTestDatabase();
  await sql`CREATE TABLE effects (name text PRIMARY KEY CHECK (name NOT LIKE 'bad%'), made_in xid8 DEFAULT pg_current_xact_id())`.execute(
    database.db,
  );
  await sql`CREATE FUNCTION accept_effects(requests jsonb) RETURNS integer[] LANGUAGE plpgsql AS $$
    DECLARE
      claimed record;
      places integer[] := '{}';
    BEGIN
      FOR claimed IN SELECT * FROM claim_idempotency_keys(requests) LOOP
        places := places || claimed.place;
        INSERT INTO effects (name) VALUES (claimed.request->>'name');
        PERFORM append_audit(jsonb_build_array(claimed.request->'audit'));
      END LOOP;
      RETURN places;
    END $$`.execute(database.db);
}, 60_000);
afterAll(() => database.close());
beforeEach(async () => {
  await sql`TRUNCATE effects, idempotency_keys`.execute(database.db);
});

const acceptance: Acceptance<string> = {
  by: 'accept_effects',
  recordOf: (name) => {
    const entry = unchainedEntry({ actor: 'system', action: 'test.effect', subject: `effect:${name}`, detail: {} });
    return { name, audit: jsonRecord(entry) };
  },
};

/** A replica: callers of it ask for effects by name. */
function openReplica(most = 64) {
  const run = runGrouped<string>(database.db, most, acceptance);
  return (
    name: string,
    options: { principal?: string; key?: string; body?: string; prepare?: () => Promise<void> } = {},
  ) =>
    run(
      {
        principal: options.principal ?? 'api-key:1',
        key: options.key ?? randomUUID(),
        fingerprint: requestFingerprint('POST', '/v1/effects', Buffer.from(options.body ?? name)),
      },
      async () => {
        await options.prepare?.();
        return { status: 201, reply: `"${name} ${randomUUID()}"`, recorded: `"${name}"`, row: name };
      },
    );
}

async function effects(): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`SELECT name FROM effects ORDER BY name`.execute(database.db);
  return rows.map((row) => row.name);
}

/** How many effects each transaction had. */
async function runs(): Promise<number[]> {
  const { rows } = await sql<{
    count: number;
  }>`SELECT count(*)::integer AS count FROM effects GROUP BY made_in`.execute(database.db);
  return rows.map((row) => row.count);
}

const codeOf = (error: unknown) => (error instanceof AppError ? error.code : String(error));
const numbered = (count: number) =>
  Array.from({ length: count }, (_, index) => `effect ${String(index).padStart(3, '0')}`);

async function expectWholeLog(): Promise<void> {
  const verdict = await database.db.transaction().setIsolationLevel('repeatable read').execute(verifyAudit);
  expect(verdict).toMatchObject({ ok: true });
}

test('of a key that stands twice among the requests of one statement the first is claimed', async () => {
  const key = {
    lock: '7',
    principal: 'api-key:1',
    key: 'k',
    fingerprint: `\\x${'00'.repeat(32)}`,
    status: 201,
    reply: '""',
  };
  const requests = JSON.stringify([{ key, name: 'first' }, { key, name: 'second' }, { key: { ...key, key: 'other' } }]);
  const claimed = sql<{ place: number }>`SELECT place FROM claim_idempotency_keys(${requests}::jsonb)`;
  expect((await claimed.execute(database.db)).rows).toEqual([{ place: 1 }, { place: 3 }]);
  expect((await claimed.execute(database.db)).rows).toEqual([]);
});

describe.each([64, 7, 1])('requests committed together, %s at most', (most) => {
  test('each has its effect, its key and its audit entry, and is answered with its own reply', async () => {
    const ask = openReplica(most);
    const names = numbered(100);
    const outcomes = await Promise.all(names.map((name) => ask(name)));
    expect(outcomes.map(({ reply, replayed }) => [reply.slice(1, 11), replayed])).toEqual(
      names.map((name) => [name, false]),
    );
    expect(await effects()).toEqual(names);
    expect(Math.max(...(await runs()))).toBeLessThanOrEqual(most);
    const keys = await database.db.selectFrom('idempotency_keys').select('key').execute();
    expect(keys).toHaveLength(100);
    await expectWholeLog();
  });

  test('one that the database refuses fails alone', async () => {
    const ask = openReplica(most);
    const names = ['good 1', 'bad 1', 'good 2', 'good 3', 'bad 2', 'good 4'];
    const outcomes = await Promise.allSettled(names.map((name) => ask(name)));
    expect(outcomes.map(({ status }) => status === 'fulfilled')).toEqual(names.map((name) => name.startsWith('good')));
    expect(await effects()).toEqual(['good 1', 'good 2', 'good 3', 'good 4']);
    await expectWholeLog();
  });

  test('a repeated request gets what was recorded, and has no second effect', async () => {
    const ask = openReplica(most);
    await ask('once', { key: 'k' });
    const again = await ask('once', { key: 'k' });
    expect(again).toEqual({ status: 201, reply: '"once"', replayed: true });
    expect(await effects()).toEqual(['once']);
  });

  test('and gets it even if it would be refused now', async () => {
    const ask = openReplica(most);
    await ask('once', { key: 'k' });
    const prepare = () => Promise.reject(new AppError('POLICY_MISSING', 'not any more'));
    expect(await ask('once', { key: 'k', prepare })).toMatchObject({ reply: '"once"', replayed: true });
    expect(await ask('new', { key: 'other', prepare }).catch(codeOf)).toBe('POLICY_MISSING');
    expect(await ask('changed', { key: 'k', prepare }).catch(codeOf)).toBe('IDEMPOTENCY_KEY_REUSED');
  });

  test("another's key answers nothing of theirs, neither what was recorded nor that it was used", async () => {
    const ask = openReplica(most);
    await ask('once', { key: 'k' });
    const prepare = () => Promise.reject(new AppError('POLICY_MISSING', 'not for you'));
    const refused = ask('once', { principal: 'api-key:2', key: 'k', prepare });
    expect(await refused.catch(codeOf)).toBe('POLICY_MISSING');
    const own = { principal: 'api-key:2', key: 'k', body: 'something else' };
    expect(await ask('other', own)).toMatchObject({ replayed: false });
    expect(await ask('other', own)).toMatchObject({ reply: '"other"', replayed: true });
    expect(await effects()).toEqual(['once', 'other']);
  });

  test('another request with the same key is refused', async () => {
    const ask = openReplica(most);
    await ask('once', { key: 'k' });
    expect(await ask('changed', { key: 'k' }).catch(codeOf)).toBe('IDEMPOTENCY_KEY_REUSED');
    expect(await effects()).toEqual(['once']);
  });

  test('a second one while the first runs is told to come back, here and at another replica', async () => {
    const [here, there] = [openReplica(most), openReplica(most)];
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const first = here('once', { key: 'k', prepare: () => held });
    expect(await here('once', { key: 'k' }).catch(codeOf)).toBe('IDEMPOTENCY_IN_PROGRESS');
    release();
    await first;
    const fingerprint = requestFingerprint('POST', '/v1/effects', Buffer.from('x'));
    await transaction(database.db, async (tx) => {
      await sql`SELECT pg_advisory_xact_lock(${keyLock({ principal: 'api-key:1', key: 'x', fingerprint })}::bigint)`.execute(
        tx,
      );
      expect(await there('x', { key: 'x' }).catch(codeOf)).toBe('IDEMPOTENCY_IN_PROGRESS');
    });
    expect(await there('x', { key: 'x' })).toMatchObject({ replayed: false });
  });

  test('two replicas that are asked for the same at once have one effect for each key', async () => {
    const replicas = [openReplica(most), openReplica(most)];
    const names = numbered(60);
    const outcomes = await Promise.allSettled(
      replicas.flatMap((ask, index) =>
        (index === 0 ? names : names.toReversed()).map((name) => ask(name, { key: name })),
      ),
    );
    expect(await effects()).toEqual(names);
    const failures = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [codeOf(outcome.reason)] : []));
    expect(failures.filter((code) => code !== 'IDEMPOTENCY_IN_PROGRESS')).toEqual([]);
    const made = outcomes.filter((outcome) => outcome.status === 'fulfilled' && !outcome.value.replayed);
    expect(made).toHaveLength(60);
    await expectWholeLog();
  });
});

test('what comes while a transaction runs goes into the next one together', async () => {
  const ask = openReplica();
  await Promise.all(numbered(50).map((name) => ask(name)));
  expect((await runs()).length).toBeLessThan(10);
});
