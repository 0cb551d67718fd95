import type { Kysely, Transaction } from 'kysely';
import type { AccountTables } from '../features/accounts/tables.ts';
import type { ApiKeyTables } from '../features/api-keys/tables.ts';
import type { AuditTables } from '../features/audit/tables.ts';
import type { CeremonyTables } from '../features/ceremonies/tables.ts';
import type { ForeignDeviceTables } from '../features/foreign-devices/tables.ts';
import type { PolicyTables } from '../features/policies/tables.ts';
import type { VaultTables } from '../features/vaults/tables.ts';
import type { WalletTables } from '../features/wallets/tables.ts';
import type { WithdrawalTables } from '../features/withdrawals/tables.ts';
import type { IdempotencyTables } from '../http/idempotency-tables.ts';
import type { KmsTables } from '../kms/tables.ts';

/** All tables. A feature declares its own beside its repository and is named here. */
export interface Schema
  extends AuditTables,
    IdempotencyTables,
    KmsTables,
    AccountTables,
    ApiKeyTables,
    PolicyTables,
    VaultTables,
    WalletTables,
    WithdrawalTables,
    CeremonyTables,
    ForeignDeviceTables {}

export type Database = Kysely<Schema>;
export type Tx = Transaction<Schema>;
