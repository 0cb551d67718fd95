import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

const LOCK = 4_242;

/**
 * Places in the coordinator's work at which it can be held: right before a write is committed, with everything outside of
 * the database that comes before it already done.
 */
export const BREAKPOINTS = [
  'confirmation',
  'requested',
  'screening',
  'awaiting-approval',
  'approval',
  'approved',
  'signing',
  'awaiting-ceremony',
  'transaction',
  'digest',
  'ceremony',
  'device-request',
  'signed',
  'broadcast',
  'confirmed',
] as const;
export type Breakpoint = (typeof BREAKPOINTS)[number];

/** Holds whoever writes at the armed breakpoint until it is disarmed, by triggers in the database of the test. */
export class Breakpoints {
  readonly #client: pg.Client;

  private constructor(client: pg.Client) {
    this.#client = client;
  }

  static async open(url: string): Promise<Breakpoints> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(TRIGGERS);
    return new Breakpoints(client);
  }

  async arm(at: Breakpoint): Promise<void> {
    await this.#client.query('SELECT pg_advisory_lock($1)', [LOCK]);
    await this.#client.query('INSERT INTO test_breakpoint VALUES ($1)', [at]);
  }

  /** Answers once somebody is held. */
  async reached(): Promise<void> {
    for (let i = 0; i < 600; i++) {
      if (await this.isReached()) return;
      await sleep(50);
    }
    throw new Error('nobody came to the breakpoint');
  }

  /** The list of locks is that of all databases of the server, and other tests hold others at the same lock in theirs. */
  async isReached(): Promise<boolean> {
    const { rowCount } = await this.#client.query(
      `SELECT FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
        WHERE datname = current_database() AND locktype = 'advisory' AND objid = $1 AND NOT granted`,
      [LOCK],
    );
    return rowCount !== null && rowCount > 0;
  }

  async disarm(): Promise<void> {
    await this.#client.query('TRUNCATE test_breakpoint');
    await this.#client.query('SELECT pg_advisory_unlock($1)', [LOCK]);
  }

  async close(): Promise<void> {
    await this.#client.end();
  }
}

const TRIGGERS = `
  CREATE TABLE test_breakpoint (at text NOT NULL);
  CREATE FUNCTION test_hold() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF EXISTS (SELECT FROM test_breakpoint WHERE at = COALESCE(TG_ARGV[0], to_jsonb(NEW)->>'to_state')) THEN
      PERFORM pg_advisory_lock(${LOCK});
    END IF;
    RETURN NULL;
  END $$;
  CREATE TRIGGER test_hold AFTER INSERT ON withdrawal_events FOR EACH ROW EXECUTE FUNCTION test_hold();
  CREATE TRIGGER test_hold AFTER INSERT ON account_confirmations FOR EACH ROW EXECUTE FUNCTION test_hold('confirmation');
  CREATE TRIGGER test_hold AFTER INSERT ON withdrawal_approvals FOR EACH ROW EXECUTE FUNCTION test_hold('approval');
  CREATE TRIGGER test_hold AFTER INSERT ON withdrawal_transactions FOR EACH ROW EXECUTE FUNCTION test_hold('transaction');
  CREATE TRIGGER test_hold AFTER INSERT ON approved_digests FOR EACH ROW
    WHEN (NEW.purpose = 'withdrawal') EXECUTE FUNCTION test_hold('digest');
  CREATE TRIGGER test_hold AFTER INSERT ON ceremonies FOR EACH ROW EXECUTE FUNCTION test_hold('ceremony');
  CREATE TRIGGER test_hold AFTER INSERT ON device_requests FOR EACH ROW EXECUTE FUNCTION test_hold('device-request');
`;
