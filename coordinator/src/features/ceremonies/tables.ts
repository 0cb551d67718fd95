import type { ColumnType } from 'kysely';

type Int8 = ColumnType<string, number, number>;

export interface CeremonyTables {
  ceremonies: {
    id: string;
    vault_id: string;
    sequence: Int8;
    state: string;
    request: Uint8Array;
    request_digest: Uint8Array;
    response: ColumnType<Uint8Array | null, undefined, Uint8Array>;
    response_digest: ColumnType<Uint8Array | null, undefined, Uint8Array>;
    created_by: string;
    created_at: Date;
    expires_at: Date;
    answered_at: ColumnType<Date | null, undefined, Date>;
  };
  ceremony_items: {
    ceremony_id: string;
    position: number;
    withdrawal_id: string;
    open: boolean;
    result: ColumnType<string | null, undefined, string>;
    code: ColumnType<string | null, undefined, string>;
    reason: ColumnType<string | null, undefined, string>;
  };
}
