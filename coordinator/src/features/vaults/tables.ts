import type { ColumnType, Generated } from 'kysely';

type Int8 = ColumnType<string, number, number>;

export interface VaultTables {
  pairings: {
    id: string;
    state: string;
    offer: Uint8Array;
    offer_digest: Uint8Array;
    policy_digest: Uint8Array;
    acceptance: ColumnType<Uint8Array | null, undefined, Uint8Array>;
    acceptance_digest: ColumnType<Uint8Array | null, undefined, Uint8Array>;
    created_by: string;
    created_at: Date;
    expires_at: Date;
  };
  vaults: {
    id: string;
    name: string;
    pairing_id: string;
    station_key: Uint8Array;
    station_key_id: Uint8Array;
    officer_quorum: number;
    policy_digest: Uint8Array;
    request_sequence: ColumnType<string, undefined, string>;
    confirmed_by: string;
    created_at: Generated<Date>;
  };
  vault_officers: { vault_id: string; officer_id: string; name: string; public_key: Uint8Array };
  journal_heads: {
    vault_id: string;
    sequence: Int8;
    hash: Uint8Array;
    message_sequence: Int8;
    message_digest: Uint8Array;
    created_at: Generated<Date>;
  };
}
