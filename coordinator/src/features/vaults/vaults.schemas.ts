import { z } from 'zod';
import { DigestText, Id, JournalHeadView, TimeText, Words } from '../wire.schemas.ts';

export const CreatePairing = z.strictObject({ policyDigest: DigestText });

export const OfficerView = z.strictObject({ id: Id, name: z.string(), publicKey: z.string() });

/** What was scanned, to be compared on both screens before anything is believed. */
export const AcceptanceView = z.strictObject({
  digest: DigestText,
  words: Words,
  vaultId: Id,
  vaultName: z.string(),
  stationKey: z.string(),
  officers: z.array(OfficerView),
  officerQuorum: z.number().int(),
  approvedBy: z.array(z.string()),
  journalHead: JournalHeadView,
});

export const PairingView = z.strictObject({
  id: Id,
  state: z.enum(['offered', 'accepted', 'confirmed', 'expired']),
  offerDigest: DigestText,
  /** Of the offer: the signer shows the same. */
  words: Words,
  policyDigest: DigestText,
  acceptance: AcceptanceView.nullable(),
  vaultId: Id.nullable(),
  /** Who made the offer, and cannot confirm. */
  offeredBy: Id,
  createdAt: TimeText,
  expiresAt: TimeText,
});
export type PairingView = z.infer<typeof PairingView>;
export const PairingList = z.strictObject({ items: z.array(PairingView) });

/** An administrator's word that the fingerprint words are the same on both screens. */
export const ConfirmPairing = z.strictObject({ acceptanceDigest: DigestText, wordsMatch: z.literal(true) });

export const VaultView = z.strictObject({
  id: Id,
  name: z.string(),
  stationKey: z.string(),
  officers: z.array(OfficerView),
  officerQuorum: z.number().int(),
  policyDigest: DigestText,
  journalHead: JournalHeadView,
  createdAt: TimeText,
});
export type VaultView = z.infer<typeof VaultView>;
export const VaultList = z.strictObject({ items: z.array(VaultView) });
