import { type CborValue, decodeCbor, encodeCbor } from '@vieraugen/shared/cbor';
import { z } from 'zod';

/** What an audit entry says, beside its sequence number, time and action. */
export type AuditBody = {
  /** Who did it: `account:UUID`, `api-key:UUID`, `system`, or `console`: somebody on the coordinator's machine. */
  readonly actor: string;
  /** What it was done to: `withdrawal:UUID`, `account:UUID`, ... */
  readonly subject: string;
  /** Facts worth keeping for ever. Never a secret, never personal data. Amounts and digests as text. */
  readonly detail: AuditDetail;
};

export type AuditDetail = Readonly<Record<string, string | number | boolean>>;

const MAX_BODY = 1 << 16;
const ACTOR = 1;
const SUBJECT = 2;
const DETAIL = 3;

const Pair = z.tuple([z.string(), z.union([z.string(), z.int(), z.boolean()])]);
const Decoded = z
  .map(z.number(), z.unknown())
  .transform((map) => ({ actor: map.get(ACTOR), subject: map.get(SUBJECT), detail: map.get(DETAIL), size: map.size }))
  .pipe(z.object({ actor: z.string(), subject: z.string(), detail: z.array(Pair), size: z.literal(3) }));

/** Deterministic CBOR: {1: actor, 2: subject, 3: [[name, value], ...] in the names' order}. */
export function encodeAuditBody(body: AuditBody): Uint8Array {
  const pairs: CborValue[] = Object.entries(body.detail)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => [name, value]);
  const bytes = encodeCbor(
    new Map<number, CborValue>([
      [ACTOR, body.actor],
      [SUBJECT, body.subject],
      [DETAIL, pairs],
    ]),
  );
  if (bytes.length > MAX_BODY)
    throw new RangeError(`audit: the detail has ${bytes.length} bytes, more than ${MAX_BODY}`);
  return bytes;
}

export function decodeAuditBody(bytes: Uint8Array): AuditBody {
  const { actor, subject, detail } = Decoded.parse(decodeCbor(bytes, MAX_BODY));
  return { actor, subject, detail: Object.fromEntries(detail) };
}
