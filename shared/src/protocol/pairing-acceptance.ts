import { taggedDigest } from '../bytes/index.ts';
import { at, encodeCbor, listOf, type RecordField, record, uintUpTo } from '../cbor/index.ts';
import { type JournalHead, journalHeadField } from '../journal/index.ts';
import {
  compressedPoint,
  digestField,
  identifier,
  type OfficerApproval,
  officerApprovalsField,
  personOrThingName,
} from './common-fields.ts';
import { type MessageHeader, type MessageKind, messageField } from './message.ts';

/** A custody officer, known by the approval key in their own token. */
export type Officer = { readonly officerId: Uint8Array; readonly name: string; readonly publicKey: Uint8Array };

/** Signer to coordinator: the vault, its station key and its officers, and that the policy of the offer is in force. */
export type PairingAcceptance = MessageHeader & {
  readonly offerDigest: Uint8Array;
  readonly vaultName: string;
  /** P-256 in the vault's HSM; signs every message of the signer. */
  readonly stationKey: Uint8Array;
  readonly officers: readonly Officer[];
  /** How many officers are needed: also the threshold of the shares of the vault's PIN. */
  readonly officerQuorum: number;
  readonly approvals: readonly OfficerApproval[];
  readonly journalHead: JournalHead;
};

/** {@link Officer} on the wire. */
export const officerField: RecordField<Officer> = record<Officer>('officer', {
  officerId: at(1, identifier),
  name: at(2, personOrThingName),
  publicKey: at(3, compressedPoint),
});

/** The pairing-acceptance. */
export const pairingAcceptance: MessageKind<PairingAcceptance> = {
  type: 'pairing-acceptance',
  direction: 'to-coordinator',
  urType: 'x-vier-acceptance',
  maxLength: 16 * 1024,
  maxLifetime: 24 * 3600,
  field: messageField<PairingAcceptance>('pairing-acceptance', {
    offerDigest: at(10, digestField),
    vaultName: at(11, personOrThingName),
    stationKey: at(12, compressedPoint),
    officers: at(13, listOf(officerField, 2, 16)),
    officerQuorum: at(14, uintUpTo(16)),
    approvals: at(15, officerApprovalsField),
    journalHead: at(16, journalHeadField),
  }),
};

/** What the officers approve when a vault is paired: the offer they read, and the vault they founded. */
export function foundingDigest(
  founding: Pick<PairingAcceptance, 'vaultId' | 'offerDigest' | 'stationKey' | 'officers' | 'officerQuorum'>,
): Uint8Array {
  const officers = founding.officers.map((officer) => officerField.encode(officer, 'officer'));
  const content = [founding.vaultId, founding.offerDigest, founding.stationKey, officers, founding.officerQuorum];
  return taggedDigest('vieraugen/1 founding', encodeCbor(content));
}
