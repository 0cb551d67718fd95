import type { Roster } from '@vieraugen/shared/approvals';
import { EMPTY_HEAD, type JournalHead } from '@vieraugen/shared/journal';
import type { Policy } from '@vieraugen/shared/policy';
import type { GeneratedKey, NewEntry, VaultFounded } from './entry-bodies.ts';

/** What was agreed with the coordinator when the vault was paired. */
export type Pairing = {
  readonly offerDigest: Uint8Array;
  readonly coordinatorName: string;
  readonly coordinatorKey: Uint8Array;
  readonly roster: Roster;
  readonly policy: Policy;
  readonly policyDigest: Uint8Array;
};

/** A signing-request that officers approved, and what was answered; no `response` if the ceremony broke off before. */
export type KnownRequest = { readonly digest: Uint8Array; readonly response: Uint8Array | undefined };

/** A withdrawal that officers approved for signing. What it pays counts from then on, signed yet or not. */
export type KnownWithdrawal = {
  /** The exact unsigned bytes that were approved. No other bytes are ever signed for this withdrawal. */
  readonly transaction: Uint8Array;
  readonly at: number;
  readonly chain: string;
  readonly token: Uint8Array;
  readonly amount: bigint;
  readonly signed: boolean;
};

/** An entry by its number, for the eye, and the message for the coordinator that it bears. */
export type EntrySummary = {
  readonly sequence: number;
  readonly at: number;
  readonly type: NewEntry['type'];
  readonly message: Uint8Array | undefined;
};

/** All that the signer knows: nothing but the fold over its journal. */
export type StationState = {
  readonly head: JournalHead;
  /** Hash of each entry; index 0 is entry 1. */
  readonly hashes: readonly Uint8Array[];
  readonly lastAt: number;
  readonly vault: VaultFounded | undefined;
  readonly pairing: Pairing | undefined;
  readonly keys: readonly GeneratedKey[];
  /** By message id in hexadecimal. */
  readonly requests: ReadonlyMap<string, KnownRequest>;
  /** Of the signing-requests that were approved. */
  readonly highestSequence: number;
  /** By withdrawal id in hexadecimal. */
  readonly withdrawals: ReadonlyMap<string, KnownWithdrawal>;
  readonly entries: readonly EntrySummary[];
};

/** The state while it is folded: the same, writable. Only fold.ts holds one. */
export type StateDraft = {
  head: JournalHead;
  readonly hashes: Uint8Array[];
  lastAt: number;
  vault: VaultFounded | undefined;
  pairing: Pairing | undefined;
  readonly keys: GeneratedKey[];
  readonly requests: Map<string, KnownRequest>;
  highestSequence: number;
  readonly withdrawals: Map<string, KnownWithdrawal>;
  readonly entries: EntrySummary[];
  /** The `…-approved` entry that waits for its `…-completed`. */
  approved: NewEntry | undefined;
};

/** Before the first entry. */
export function emptyDraft(): StateDraft {
  return {
    head: EMPTY_HEAD,
    hashes: [],
    lastAt: 0,
    vault: undefined,
    pairing: undefined,
    keys: [],
    requests: new Map(),
    highestSequence: 0,
    withdrawals: new Map(),
    entries: [],
    approved: undefined,
  };
}
