import type { Generated } from 'kysely';

export interface KmsTables {
  /** Keys in KMS that the coordinator itself uses, one for each purpose. */
  kms_keys: { purpose: string; key_arn: string; public_key: Uint8Array | null; created_at: Generated<Date> };
}
