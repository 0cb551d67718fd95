import { fingerprintWords, refuseUnless } from '@vieraugen/shared/bytes';
import { decodePolicy, type Policy, policyDigest } from '@vieraugen/shared/policy';
import {
  checkFresh,
  foundingDigest,
  type OpenedMessage,
  type PairingAcceptance,
  type PairingOffer,
  PROTOCOL_VERSION,
  pairingAcceptance,
  pairingOffer,
  sealMessage,
} from '@vieraugen/shared/protocol';
import type { VaultSession } from '../../hsm/index.ts';
import type { ReviewAction } from '../../ipc/actions.ts';
import type { ReviewView } from '../../ipc/views.ts';
import { describePolicy } from '../describe/policy.ts';
import { describeTokens } from '../describe/tokens.ts';
import type { VaultFounded } from '../journal/entry-bodies.ts';
import { openOffer } from '../journal/fold.ts';
import { type AnswerScreen, viewOfAnswer } from './answer-screen.ts';
import type { Ceremony, ExpectedScan, Workshop } from './ceremony.ts';
import { OfficerPasses, type TokenAndPin } from './officer-passes.ts';
import { refuseAction } from './refuse-action.ts';
import { ReviewGuard } from './review-guard.ts';
import { stationSigner } from './station-signer.ts';
import { theVault } from './the-vault.ts';
import { Transcript } from './transcript.ts';

/** The offer while officers read and approve it. */
type Held = {
  readonly offer: OpenedMessage<PairingOffer>;
  readonly policy: Policy;
  /** foundingDigest: the offer and the vault together. */
  readonly subject: Uint8Array;
  readonly passes: OfficerPasses;
  readonly guard: ReviewGuard;
};

type Step =
  | { readonly at: 'scan' }
  | { readonly at: 'review'; readonly held: Held }
  | { readonly at: 'pin'; readonly held: Held }
  | { readonly at: 'answered'; readonly answer: AnswerScreen };

/**
 * Pairs the vault with its coordinator: the officers compare the words of the offer on both screens, read whose approvals
 * will count and under which policy, and approve it with their tokens.
 */
export class PairingCeremony implements Ceremony {
  readonly name = 'pairing';
  readonly #workshop: Workshop;
  readonly #vault: VaultFounded;
  readonly #transcript = new Transcript('pairing');
  #step: Step = { at: 'scan' };

  constructor(workshop: Workshop) {
    this.#workshop = workshop;
    this.#vault = theVault(workshop);
    this.#note('The ceremony began.');
  }

  expects(): ExpectedScan | undefined {
    if (this.#step.at !== 'scan') return undefined;
    return { urType: pairingOffer.urType, inWords: 'the pairing offer of the coordinator' };
  }

  async takeMessage(bytes: Uint8Array): Promise<void> {
    const offer = openOffer(bytes);
    const recorded = this.#recordedAnswer(offer);
    if (recorded) {
      this.#step = { at: 'answered', answer: acceptanceScreen(recorded, null) };
      return;
    }
    checkFresh(offer.content, this.#workshop.now());
    const policy = decodePolicy(offer.content.policy);
    checkOffer(offer.content, policy, this.#vault);
    const quorum = Math.max(this.#vault.quorum, policy.officerQuorum);
    const subject = foundingDigest({ ...this.#founding(quorum), offerDigest: offer.digest });
    const passes = new OfficerPasses(this.#workshop, this.#vault, quorum);
    this.#note(`An offer of ${offer.content.coordinatorName} was read.`);
    this.#step = {
      at: 'review',
      held: { offer, policy, subject, passes, guard: new ReviewGuard(this.#workshop, subject) },
    };
  }

  view(): ReviewView {
    const step = this.#step;
    switch (step.at) {
      case 'scan':
        return { step: 'scanning', notice: null, expects: 'the pairing offer of the coordinator' };
      case 'review':
        return viewOfOffer(step.held);
      case 'pin':
        return {
          step: 'enter-pin',
          notice: null,
          progress: step.held.passes.progress(),
          purpose: 'to approve this pairing and open the vault',
          tokens: describeTokens(this.#workshop.hsm.listTokens(), this.#vault),
        };
      case 'answered':
        return viewOfAnswer(step.answer);
    }
  }

  async handle(action: ReviewAction): Promise<void> {
    const step = this.#step;
    if (step.at === 'review' && action.type === 'approve') return this.#approve(step.held, action.reviewId);
    if (step.at === 'pin' && action.type === 'enter-pin') return this.#enterPin(step.held, action);
    refuseAction(action);
  }

  stillReading(): void {
    if (this.#step.at === 'review') this.#step.held.guard.stillReading();
  }

  close(): void {
    if (this.#step.at === 'review' || this.#step.at === 'pin') this.#step.held.passes.wipe();
    this.#step = { at: 'scan' };
  }

  /** An offer that was accepted before gets its recorded answer; any other one is for a vault that is not paired. */
  #recordedAnswer(offer: OpenedMessage<PairingOffer>): Uint8Array | undefined {
    const { pairing, entries } = this.#workshop.journal.state;
    if (!pairing) return undefined;
    refuseUnless(
      Buffer.compare(pairing.offerDigest, offer.digest) === 0,
      'VAULT_ALREADY_PAIRED',
      `This vault is paired with ${pairing.coordinatorName} already. Another coordinator cannot take its place.`,
    );
    return entries.find((entry) => entry.type === 'pairing-completed')?.message;
  }

  async #approve(held: Held, reviewId: string): Promise<void> {
    held.guard.take(reviewId);
    const { coordinatorName, rpId } = held.offer.content;
    const confirmed = await this.#workshop.confirm({
      title: 'Approve the pairing',
      message: `Pair the vault ${this.#vault.vaultName} with ${coordinatorName} (${rpId})?`,
      detail: `The coordinator’s screen must show the same words:\n${fingerprintWords(held.offer.digest).join(' ')}`,
      confirmLabel: 'The words are the same: approve',
      refuseLabel: 'Go back',
    });
    if (confirmed) this.#step = { at: 'pin', held };
  }

  async #enterPin(held: Held, given: TokenAndPin): Promise<void> {
    const subject = { kind: 'founding' as const, digest: held.subject, refusedItems: [] };
    const officer = held.passes.take(given, { subject, openShare: true });
    this.#note(`${officer.name} approved the offer.`);
    held.guard.showAgain();
    if (!held.passes.isComplete) {
      this.#step = { at: 'review', held };
      return;
    }
    this.#step = { at: 'scan' };
    await this.#workshop.working('The pairing is being written.');
    const session = held.passes.unlock();
    try {
      this.#step = { at: 'answered', answer: await this.#complete(held, session) };
    } finally {
      session.close();
    }
  }

  async #complete(held: Held, session: VaultSession): Promise<AnswerScreen> {
    const { journal } = this.#workshop;
    const approvals = held.passes.approvals;
    const transcript = this.#transcript.finish({
      vaultId: this.#vault.vaultId,
      coordinatorName: held.offer.content.coordinatorName,
      offerDigest: held.offer.digest,
      approvals,
    });
    const approved = { offer: held.offer.bytes, approvals, transcript };
    journal.append({ type: 'pairing-approved', body: approved }, this.#workshop.now(), session);
    const message = await this.#sealAcceptance(held, session);
    journal.append({ type: 'pairing-completed', body: { message } }, this.#workshop.now(), session);
    return acceptanceScreen(message, transcript);
  }

  #sealAcceptance(held: Held, session: VaultSession): Promise<Uint8Array> {
    const { head } = this.#workshop.journal.state;
    const createdAt = this.#workshop.now();
    const acceptance: PairingAcceptance = {
      version: PROTOCOL_VERSION,
      messageId: this.#workshop.random(16),
      createdAt,
      expiresAt: createdAt + pairingAcceptance.maxLifetime,
      sequence: head.sequence + 1,
      policyDigest: policyDigest(held.offer.content.policy),
      offerDigest: held.offer.digest,
      vaultName: this.#vault.vaultName,
      ...this.#founding(held.passes.quorum),
      approvals: held.passes.approvals,
      journalHead: head,
    };
    return sealMessage(pairingAcceptance, acceptance, stationSigner(session));
  }

  #founding(officerQuorum: number): Pick<PairingAcceptance, 'vaultId' | 'stationKey' | 'officers' | 'officerQuorum'> {
    const { vaultId, stationKey } = this.#vault;
    const officers = this.#vault.officers.map(({ officerId, name, publicKey }) => ({ officerId, name, publicKey }));
    return { vaultId, stationKey, officers, officerQuorum };
  }

  #note(what: string): void {
    this.#transcript.note(this.#workshop.now(), what);
  }
}

/** An offer under which no payment could ever be approved is refused now, not in the first signing. */
function checkOffer(offer: PairingOffer, policy: Policy, vault: VaultFounded): void {
  const able = offer.approvers.filter((approver) => !approver.removed && approver.credentials.length > 0);
  refuseUnless(
    new Set(offer.approvers.map(({ approverId }) => approverId.join())).size === offer.approvers.length,
    'ROSTER_AMBIGUOUS',
    'The offer names an approver twice. Ask the back office to make it again.',
  );
  refuseUnless(
    able.length >= policy.approverQuorum,
    'ROSTER_TOO_SMALL',
    `The policy asks for ${policy.approverQuorum} approvers; only ${able.length} have a passkey. Register more of them first.`,
  );
  refuseUnless(
    policy.officerQuorum <= vault.officers.length,
    'POLICY_OFFICER_QUORUM_IMPOSSIBLE',
    `The policy asks for ${policy.officerQuorum} officers; this vault has ${vault.officers.length}.`,
  );
}

export function acceptanceScreen(message: Uint8Array, transcript: string | null): AnswerScreen {
  return {
    title: 'The vault is paired',
    instruction: 'Show these codes to the coordinator, and compare the words on both screens.',
    urType: pairingAcceptance.urType,
    message,
    transcript,
  };
}

function viewOfOffer({ offer, policy, passes, guard }: Held): ReviewView {
  const { coordinatorName, rpId, origins, approvers, policy: policyBytes } = offer.content;
  return {
    step: 'review-pairing',
    notice: null,
    reviewId: guard.id,
    progress: passes.progress(),
    words: [...fingerprintWords(offer.digest)],
    coordinatorName,
    rpId,
    origins: [...origins],
    approvers: approvers.map(({ name, credentials, removed }) => ({ name, passkeys: credentials.length, removed })),
    policy: describePolicy(policy, policyDigest(policyBytes)),
  };
}
