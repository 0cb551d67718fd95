import type { Generated } from 'kysely';

export interface WalletTables {
  wallets: {
    id: string;
    kind: string;
    name: string;
    key_id: Uint8Array;
    /** Null for a foreign wallet of which only the address is known. */
    public_key: Uint8Array | null;
    address: Uint8Array;
    kms_key_arn: string | null;
    vault_id: string | null;
    manifest_digest: Uint8Array | null;
    device_path: string | null;
    device_fingerprint: Uint8Array | null;
    device_name: string | null;
    created_by: string;
    created_at: Generated<Date>;
  };
  wallet_confirmations: {
    wallet_id: string;
    confirmed_by: string;
    digest: Uint8Array;
    credential_id: Uint8Array;
    authenticator_data: Uint8Array;
    client_data_json: Uint8Array;
    signature: Uint8Array;
    created_at: Generated<Date>;
  };
  key_manifests: {
    digest: Uint8Array;
    vault_id: string;
    bytes: Uint8Array;
    created_by: string;
    created_at: Generated<Date>;
  };
}
