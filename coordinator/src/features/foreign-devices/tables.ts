import type { ColumnType } from 'kysely';

export interface ForeignDeviceTables {
  device_requests: {
    withdrawal_id: string;
    request_id: string;
    request: Uint8Array;
    request_digest: Uint8Array;
    created_by: string;
    created_at: Date;
    result: ColumnType<string | null, undefined, string>;
    response: ColumnType<Uint8Array | null, undefined, Uint8Array>;
    transaction_hash: ColumnType<Uint8Array | null, undefined, Uint8Array>;
    answered_at: ColumnType<Date | null, undefined, Date>;
  };
}
