import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Database, Schema } from './schema.ts';

const POOL_SIZE = 10;
const BYTEA = pg.types.builtins.BYTEA;

/** A pool of connections, with queries typed by {@link Schema}. `db.destroy()` closes it. */
export function openDatabase(url: string, onBrokenConnection: (error: Error) => void): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: POOL_SIZE,
    connectionTimeoutMillis: 5_000,
    application_name: 'vieraugen',
    options: '-c TimeZone=UTC -c idle_in_transaction_session_timeout=60000',
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
