import type { ColumnType, Generated } from 'kysely';

type Int8 = ColumnType<string, number, number>;

export interface AccountTables {
  accounts: {
    id: string;
    name: string;
    roles: string[];
    founder: ColumnType<number | null, number | null, never>;
    invited_by: ColumnType<string | null, string | null, never>;
    active_since: Date | null;
    disabled_at: Date | null;
    refusal: ColumnType<string | null, undefined, string>;
    created_at: Generated<Date>;
  };
  account_confirmations: {
    account_id: string;
    confirmed_by: string;
    digest: Uint8Array;
    credential_id: Uint8Array;
    authenticator_data: Uint8Array;
    client_data_json: Uint8Array;
    signature: Uint8Array;
    created_at: Generated<Date>;
  };
  passkeys: {
    credential_id: Uint8Array;
    account_id: string;
    public_key: Uint8Array;
    sign_count: Int8;
    backed_up: boolean;
    aaguid: string;
    created_at: Generated<Date>;
    revoked_at: ColumnType<Date | null, Date | undefined, Date>;
  };
  invitations: {
    id: string;
    token_hash: Uint8Array;
    name: string | null;
    roles: string[];
    origin: string;
    invited_by: string | null;
    expires_at: Date;
    used_at: ColumnType<Date | null, undefined, Date>;
    created_at: Generated<Date>;
  };
  passkey_challenges: {
    challenge: Uint8Array;
    purpose: string;
    invitation_id: string | null;
    account_id: string | null;
    expires_at: Date;
  };
  sessions: {
    id: string;
    token_hash: Uint8Array;
    account_id: string;
    created_at: Generated<Date>;
    last_used_at: Generated<Date>;
    expires_at: Date;
    ended_at: ColumnType<Date | null, undefined, Date>;
  };
}
