import type { ColumnType, Generated } from 'kysely';

type Int8 = ColumnType<string, number | bigint, number | bigint>;
type Numeric = ColumnType<string, string, string>;

export interface WithdrawalTables {
  withdrawal_moves: { from_state: string; to_state: string };
  withdrawals: {
    id: string;
    wallet_id: string;
    state: string;
    intent: Uint8Array;
    intent_digest: Uint8Array;
    chain: string;
    token: Uint8Array;
    destination: Uint8Array;
    amount: Numeric;
    max_fee: Numeric;
    policy_digest: Uint8Array;
    requested_by: string;
    requested_by_kind: string;
    reference: string | null;
    gas_limit: Int8;
    approvals_needed: number;
    created_at: Date;
    expires_at: Date;
    updated_at: Date;
    committed_at: ColumnType<Date | null, undefined, Date>;
    at_signer_until: ColumnType<Date | number | null, undefined, Date | 'infinity'>;
    reason_code: ColumnType<string | null, undefined, string | null>;
    reason: ColumnType<string | null, undefined, string | null>;
    due_at: Date;
  };
  withdrawal_events: {
    number: Generated<string>;
    withdrawal_id: string;
    from_state: string | null;
    to_state: string;
    actor: string;
    reason_code: string | null;
    reason: string | null;
    at: Date;
  };
  outbox_events: {
    number: Generated<string>;
    id: string;
    type: string;
    data: ColumnType<unknown, Readonly<Record<string, unknown>>, never>;
    created_at: Date;
  };
  withdrawal_approvals: {
    withdrawal_id: string;
    approver_id: string;
    credential_id: Uint8Array;
    authenticator_data: Uint8Array;
    client_data_json: Uint8Array;
    signature: Uint8Array;
    created_at: Date;
  };
  nonces: { chain: string; wallet_id: string; nonce: Int8; withdrawal_id: string };
  withdrawal_transactions: {
    withdrawal_id: string;
    nonce: Int8;
    unsigned: Uint8Array;
    digest: Uint8Array;
    signed: ColumnType<Uint8Array | null, undefined, Uint8Array>;
    hash: ColumnType<Uint8Array | null, undefined, Uint8Array>;
    block_number: ColumnType<string | null, undefined, bigint>;
    block_hash: ColumnType<Uint8Array | null, undefined, Uint8Array>;
    fee_paid: ColumnType<string | null, undefined, string>;
    created_at: Date;
  };
  approved_digests: {
    digest: Uint8Array;
    key_arn: string;
    purpose: string;
    withdrawal_id: string | null;
    created_at: Generated<Date>;
  };
}
