import type { ColumnType, Generated } from 'kysely';

type Int8 = ColumnType<string, number, number>;

export interface PolicyTables {
  policies: {
    digest: Uint8Array;
    bytes: Uint8Array;
    revision: Int8;
    created_by: string;
    created_at: Generated<Date>;
  };
  hot_policies: {
    number: Generated<string>;
    policy_digest: Uint8Array;
    activated_by: string;
    activated_at: Generated<Date>;
  };
  foreign_policies: {
    number: Generated<string>;
    /** Null: switched off. */
    policy_digest: Uint8Array | null;
    activated_by: string;
    activated_at: Generated<Date>;
  };
}
