import type { ColumnType, Generated } from 'kysely';

export interface ApiKeyTables {
  api_keys: {
    id: string;
    name: string;
    key_hash: Uint8Array;
    scopes: string[];
    created_by: string;
    created_at: Generated<Date>;
    last_used_at: ColumnType<Date | null, undefined, Date>;
    disabled_at: ColumnType<Date | null, undefined, Date>;
  };
  token_signing_keys: {
    id: string;
    public_jwk: ColumnType<unknown, string, never>;
    wrapped_data_key: Uint8Array;
    private_ciphertext: Uint8Array;
    created_at: Generated<Date>;
  };
}
