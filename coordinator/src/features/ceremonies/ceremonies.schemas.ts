import { z } from 'zod';
import { Base64UrlText, DigestText, Id, JournalHeadView, PageQuery, TimeText, Words } from '../wire.schemas.ts';

export const CreateCeremony = z.strictObject({
  vaultId: Id,
  /** Withdrawals that wait for a ceremony, in the order in which they are to be shown. */
  withdrawalIds: z.array(Id).min(1).max(200),
});

export const CEREMONY_STATES = ['open', 'answered', 'cancelled', 'expired'] as const;

const CeremonyItemView = z.strictObject({
  withdrawalId: Id,
  result: z.enum(['signed', 'refused', 'too-late']).nullable(),
  code: z.string().nullable(),
  reason: z.string().nullable(),
});

export const CeremonyView = z.strictObject({
  id: Id,
  vaultId: Id,
  vaultName: z.string(),
  state: z.enum(CEREMONY_STATES),
  sequence: z.number().int(),
  requestDigest: DigestText,
  /** Of the request's digest: the signer shows the same. */
  words: Words,
  items: z.array(CeremonyItemView),
  /** Names of the officers who approved, once answered. */
  officers: z.array(z.string()),
  journalHead: JournalHeadView.nullable(),
  createdAt: TimeText,
  expiresAt: TimeText,
  answeredAt: TimeText.nullable(),
});
export type CeremonyView = z.infer<typeof CeremonyView>;

export const ListCeremoniesQuery = z.strictObject({ ...PageQuery, state: z.enum(CEREMONY_STATES).optional() });
export const CeremonyPage = z.strictObject({ items: z.array(CeremonyView), nextCursor: z.string().nullable() });

/** Request with its approvals, response, and what they are judged by: for auditors, who need nothing else. */
export const BundleView = z.strictObject({ fileName: z.string(), digest: DigestText, bytes: Base64UrlText });
