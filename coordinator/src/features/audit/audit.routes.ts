import { decodeEntry } from '@vieraugen/shared/journal';
import { z } from 'zod';
import { AppError } from '../../http/app-error.ts';
import { type Route, route } from '../../http/route.ts';
import type { Services } from '../../services.ts';
import { decodeAuditBody } from './audit-body.ts';
import { EntryRow } from './verify-audit.ts';

const PAGE_MAX = 200;

const AuditView = z.strictObject({
  sequence: z.int(),
  at: z.iso.datetime(),
  actor: z.string(),
  action: z.string(),
  subject: z.string(),
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  hash: z.hex(),
});

const Query = z.strictObject({
  subject: z
    .string()
    .regex(/^[a-z-]+(:[A-Za-z0-9-]+)?$/, 'a subject is a kind and an id: withdrawal:ID')
    .max(200)
    .optional(),
  limit: z.coerce.number().int().min(1).max(PAGE_MAX).default(50),
  cursor: z.string().max(20).optional(),
});

export function auditRoutes({ db }: Pick<Services, 'db'>): readonly Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/audit',
      summary: 'The audit log, newest first',
      access: { roles: ['auditor', 'administrator', 'compliance'] },
      idempotent: false,
      query: Query,
      reply: z.strictObject({ items: z.array(AuditView), nextCursor: z.string().nullable() }),
      run: async ({ query }) => {
        let select = db
          .selectFrom('audit_entries')
          .selectAll()
          .orderBy('sequence', 'desc')
          .limit(query.limit + 1);
        if (query.subject !== undefined) select = select.where('subject', '=', query.subject);
        if (query.cursor !== undefined) select = select.where('sequence', '<', readCursor(query.cursor));
        const rows = z.array(EntryRow).parse(await select.execute());
        const items = rows.slice(0, query.limit);
        return {
          items: items.map(viewOf),
          nextCursor: rows.length > query.limit ? String(items.at(-1)?.sequence) : null,
        };
      },
    }),
  ];
}

function readCursor(cursor: string): string {
  if (/^[1-9][0-9]{0,15}$/.test(cursor)) return cursor;
  throw new AppError('CURSOR_INVALID', 'This cursor is not one that we gave. Start again without one.');
}

function viewOf(row: EntryRow): z.input<typeof AuditView> {
  const { detail } = decodeAuditBody(decodeEntry(row.bytes).body);
  return {
    sequence: row.sequence,
    at: row.at.toISOString(),
    actor: row.actor,
    action: row.action,
    subject: row.subject,
    detail,
    hash: Buffer.from(row.hash).toString('hex'),
  };
}
