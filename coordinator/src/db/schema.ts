import type { Kysely, Transaction } from 'kysely';
import type { AccountTables } from '../features/accounts/tables.ts';
import type { ApiKeyTables } from '../features/api-keys/tables.ts';
import type { AuditTables } from '../features/audit/tables.ts';
import type { IdempotencyTables } from '../http/idempotency-tables.ts';
import type { KmsTables } from '../kms/tables.ts';

/** All tables. A feature declares its own beside its repository and is named here. */
export interface Schema extends AuditTables, IdempotencyTables, KmsTables, AccountTables, ApiKeyTables {}

export type Database = Kysely<Schema>;
export type Tx = Transaction<Schema>;
