import { type Insertable, type RawBuilder, sql } from 'kysely';
import type { Schema } from './schema.ts';

/**
 * Inserts rows, one or many, by a statement whose text and single parameter do not grow with them. What has hundreds of
 * parameters costs both sides more to write and to plan than the rows themselves. All rows have the same columns.
 */
export function insertRows<T extends keyof Schema & string>(
  table: T,
  rows: readonly Insertable<Schema[T]>[],
): RawBuilder<unknown> {
  const columns = sql.join(Object.keys(rows[0] ?? {}).map((name) => sql.ref(name)));
  const records = JSON.stringify(rows.map(jsonRecord));
  return sql`INSERT INTO ${sql.table(table)} (${columns})
    SELECT ${columns} FROM jsonb_populate_recordset(NULL::${sql.table(table)}, ${records}::jsonb)`;
}

/** A row as PostgreSQL reads it from JSON (`jsonb_populate_record` and the like). */
export function jsonRecord(row: object): Record<string, unknown> {
  const record: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(row))
    record[name] = typeof value === 'object' ? fieldOf(value) : plain(value);
  return record;
}

function fieldOf(value: unknown): unknown {
  if (!(value instanceof Uint8Array)) return value;
  return `\\x${Buffer.from(value.buffer, value.byteOffset, value.length).toString('hex')}`;
}

function plain(value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}
