import type { Generated } from 'kysely';

export interface IdempotencyTables {
  idempotency_keys: {
    principal: string;
    key: string;
    fingerprint: Uint8Array;
    status: number;
    /** The recorded reply: JSON text, exactly as it was sent. */
    reply: string;
    created_at: Generated<Date>;
  };
}
