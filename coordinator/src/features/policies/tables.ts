import type { ColumnType, Generated } from 'kysely';

type Int8 = ColumnType<string, number, number>;

/** The assertion of the administrator who put a policy in force. */
type Assertion = {
  digest: Uint8Array | null;
  credential_id: Uint8Array | null;
  authenticator_data: Uint8Array | null;
  client_data_json: Uint8Array | null;
  signature: Uint8Array | null;
};

export interface PolicyTables {
  policies: {
    digest: Uint8Array;
    bytes: Uint8Array;
    revision: Int8;
    created_by: string;
    created_at: Generated<Date>;
  };
  hot_policies: Assertion & {
    number: Generated<string>;
    policy_digest: Uint8Array;
    activated_by: string;
    activated_at: Generated<Date>;
  };
  foreign_policies: Assertion & {
    number: Generated<string>;
    /** Null: switched off. */
    policy_digest: Uint8Array | null;
    activated_by: string;
    activated_at: Generated<Date>;
  };
}
