import { verifyOfficerApproval } from '@vieraugen/shared/approvals';
import { Refusal, refuseUnless } from '@vieraugen/shared/bytes';
import { type CeremonyKind, type OfficerApproval, officerApprovalDigest } from '@vieraugen/shared/protocol';
import { combineSecret, type VaultSession } from '../../hsm/index.ts';
import type { ApprovalProgress } from '../../ipc/view-parts.ts';
import type { EnrolledOfficer, VaultFounded } from '../journal/entry-bodies.ts';
import type { Workshop } from './ceremony.ts';
import { shareBinding } from './share-binding.ts';

/** What an officer's token signs: the ceremony, the digest of its subject, and the items that this officer refused. */
export type ApprovalSubject = {
  readonly kind: CeremonyKind;
  readonly digest: Uint8Array;
  readonly refusedItems: readonly number[];
};

/** A token and its PIN, as they came from the review window. The PIN is overwritten here, whatever happens. */
export type TokenAndPin = { readonly token: string; readonly pin: Uint8Array };

/**
 * One officer after the other with their own token, until the quorum is reached: each approves, or opens their share of the
 * vault's PIN, or both. Fewer than the quorum hold nothing that opens anything.
 */
export class OfficerPasses {
  readonly quorum: number;
  readonly #workshop: Workshop;
  readonly #vault: VaultFounded;
  readonly #officers: EnrolledOfficer[] = [];
  readonly #approvals: OfficerApproval[] = [];
  readonly #shares: Uint8Array[] = [];

  constructor(workshop: Workshop, vault: VaultFounded, quorum: number) {
    this.#workshop = workshop;
    this.#vault = vault;
    this.quorum = quorum;
  }

  get approvals(): readonly OfficerApproval[] {
    return this.#approvals;
  }

  get isComplete(): boolean {
    return this.#officers.length >= this.quorum;
  }

  progress(): ApprovalProgress {
    const number = Math.min(this.#officers.length + 1, this.quorum);
    return { number, of: this.quorum, approved: this.#officers.map((officer) => officer.name) };
  }

  /**
   * The next officer approves `subject`, and opens their share if `openShare` is set.
   *
   * Refuses with OFFICER_DOUBLED, TOKEN_NOT_ENROLLED or what the token refuses; this officer then has done nothing.
   */
  take(
    given: TokenAndPin,
    wanted: { readonly subject?: ApprovalSubject; readonly openShare: boolean },
  ): EnrolledOfficer {
    try {
      const officer = this.#findOfficer(given.token);
      const approval = wanted.subject ? this.#approve(officer, given, wanted.subject) : undefined;
      const share = wanted.openShare ? this.#openShare(officer, given) : undefined;
      this.#officers.push(officer);
      if (approval) this.#approvals.push(approval);
      if (share) this.#shares.push(share);
      return officer;
    } finally {
      given.pin.fill(0);
    }
  }

  /**
   * Opens the vault with the shares, and checks that the journal is the one the HSM remembers; before that, nothing is
   * signed with it.
   *
   * Refuses with SHARES_DO_NOT_MATCH, JOURNAL_* or what the HSM refuses.
   */
  unlock(): VaultSession {
    let pin: Uint8Array | undefined;
    try {
      pin = combineSecret(this.#shares, this.#vault.vaultId);
      return this.#openChecked(pin);
    } finally {
      this.wipe();
      pin?.fill(0);
    }
  }

  /** Overwrites the shares. */
  wipe(): void {
    for (const share of this.#shares.splice(0)) share.fill(0);
  }

  #openChecked(pin: Uint8Array): VaultSession {
    const session = this.#workshop.hsm.unlockVault(this.#vault.tokenSerial, pin);
    try {
      this.#workshop.journal.checkAgainst(session);
      return session;
    } catch (error) {
      session.close();
      throw error;
    }
  }

  #findOfficer(token: string): EnrolledOfficer {
    const officer = this.#vault.officers.find((candidate) => candidate.tokenSerial === token);
    if (!officer) {
      throw new Refusal('TOKEN_NOT_ENROLLED', 'This token belongs to no officer of this vault. Use your own token.');
    }
    refuseUnless(
      !this.#officers.includes(officer),
      'OFFICER_DOUBLED',
      `${officer.name} was here already; another officer is needed.`,
    );
    return officer;
  }

  #approve(officer: EnrolledOfficer, given: TokenAndPin, subject: ApprovalSubject): OfficerApproval {
    const { vaultId } = this.#vault;
    const digest = officerApprovalDigest(subject.kind, vaultId, subject.digest, subject.refusedItems);
    const token = { serial: officer.tokenSerial, officerId: officer.officerId };
    const signature = this.#workshop.hsm.approveAsOfficer(token, given.pin, digest, officer.publicKey);
    const approval = { officerId: officer.officerId, refusedItems: subject.refusedItems, signature };
    verifyOfficerApproval({ kind: subject.kind, vaultId, digest: subject.digest }, approval, [officer]);
    return approval;
  }

  #openShare(officer: EnrolledOfficer, given: TokenAndPin): Uint8Array {
    const token = { serial: officer.tokenSerial, officerId: officer.officerId };
    const binding = shareBinding(this.#vault.vaultId, officer.officerId, 'user');
    return this.#workshop.hsm.openShare(token, given.pin, officer.userShare, binding);
  }
}
