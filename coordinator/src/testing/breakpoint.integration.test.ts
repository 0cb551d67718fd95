import pg from 'pg';
import { expect, test } from 'vitest';
import { Breakpoints } from './breakpoint.ts';
import { openTestDatabase } from './test-database.ts';

test('whoever is held in the database of another test is not held in this one', async () => {
  const databases = [await openTestDatabase(), await openTestDatabase()] as const;
  const [here, there] = [await Breakpoints.open(databases[0].url), await Breakpoints.open(databases[1].url)];
  const held = new pg.Client({ connectionString: databases[1].url });
  try {
    await Promise.all([here.arm('signed'), there.arm('signed'), held.connect()]);
    const waiting = held.query('SELECT pg_advisory_lock(4242)');
    await there.reached();
    expect(await here.isReached()).toBe(false);
    await there.disarm();
    await waiting;
    expect(await there.isReached()).toBe(false);
  } finally {
    await Promise.all([held.end(), here.close(), there.close()]);
    await Promise.all(databases.map((database) => database.close()));
  }
}, 60_000);
