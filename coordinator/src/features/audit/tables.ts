import type { ColumnType } from 'kysely';

type Int8 = ColumnType<string, number, number>;

export interface AuditTables {
  audit_entries: {
    sequence: Int8;
    bytes: Uint8Array;
    hash: Uint8Array;
    at: Date;
    actor: string;
    action: string;
    subject: string;
  };
  audit_head: { id: number; sequence: Int8; hash: Uint8Array };
}
