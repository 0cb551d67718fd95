import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Database, Schema } from './schema.ts';

const POOL_SIZE = 10;
const OPTIONS = [
  '-c TimeZone=UTC',
  '-c statement_timeout=30000',
  '-c lock_timeout=15000',
  '-c idle_in_transaction_session_timeout=60000',
].join(' ');
const BYTEA = pg.types.builtins.BYTEA;

/** A pool of connections, with queries typed by {@link Schema}. `db.destroy()` closes it. */
export function openDatabase(url: string, onBrokenConnection: (error: Error) => void): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: POOL_SIZE,
    connectionTimeoutMillis: 5_000,
    application_name: 'vieraugen',
    keepAlive: true,
    // Beside PostgreSQL's own limits below: for a server that does not answer at all.
    query_timeout: 40_000,
    options: OPTIONS,
    types: { getTypeParser: (oid: number) => (oid === BYTEA ? parseBytea : pg.types.getTypeParser(oid, 'text')) },
  });
  // A connection that breaks while nobody waits for it: the pool opens another when one is needed. The second listener is
  // for a connection that breaks between two queries of a transaction; without it that would end the process.
  pool.on('error', onBrokenConnection);
  pool.on('connect', (client) => client.on('error', onBrokenConnection));
  return new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
}

/** `\x00ff`. Plain bytes instead of the client's Buffers, which `shared` does not know. */
function parseBytea(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text.slice(2), 'hex'));
}
