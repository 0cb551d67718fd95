import { uncompressedPoint } from '@vieraugen/shared/chains/evm';
import { keyIdOf } from '@vieraugen/shared/cose';
import { keyListDigest, keyManifest, keyTestDigest, PROTOCOL_VERSION, sealMessage } from '@vieraugen/shared/protocol';
import type { VaultSession } from '../../hsm/index.ts';
import type { ReviewAction } from '../../ipc/actions.ts';
import type { ReviewView } from '../../ipc/views.ts';
import { describeKey } from '../describe/station.ts';
import { describeTokens } from '../describe/tokens.ts';
import type { GeneratedKey, VaultFounded } from '../journal/entry-bodies.ts';
import type { Pairing } from '../journal/station-state.ts';
import { type AnswerScreen, viewOfAnswer } from './answer-screen.ts';
import { type Ceremony, type ExpectedScan, refuseScan, type Workshop } from './ceremony.ts';
import { confirmInPages } from './confirm-in-pages.ts';
import { OfficerPasses, type TokenAndPin } from './officer-passes.ts';
import { readable } from './readable-name.ts';
import { refuseAction } from './refuse-action.ts';
import { ReviewGuard } from './review-guard.ts';
import { stationSigner } from './station-signer.ts';
import { officerQuorum, thePairing, theVault } from './the-vault.ts';
import { Transcript } from './transcript.ts';

type Plan = { readonly count: number; readonly label: string };

/** The keys that were made, while officers approve them; the vault stays open for the entry that follows. */
type Made = {
  readonly ceremonyId: Uint8Array;
  readonly keys: readonly GeneratedKey[];
  readonly subject: Uint8Array;
  readonly session: VaultSession;
  readonly passes: OfficerPasses;
  readonly guard: ReviewGuard;
};

type Step =
  | { readonly at: 'describe' }
  | { readonly at: 'open'; readonly plan: Plan; readonly passes: OfficerPasses }
  | { readonly at: 'review'; readonly made: Made }
  | { readonly at: 'pin'; readonly made: Made }
  | { readonly at: 'answered'; readonly answer: AnswerScreen };

/**
 * Makes keys in the vault: a quorum opens it, the HSM makes the keys and signs a test with each, then a quorum approves the
 * list of what was made. A key that is in no manifest is never used: breaking off leaves nothing that could be paid to.
 */
export class KeyGeneration implements Ceremony {
  readonly name = 'key generation';
  readonly #workshop: Workshop;
  readonly #vault: VaultFounded;
  readonly #pairing: Pairing;
  readonly #transcript = new Transcript('key-generation');
  #step: Step = { at: 'describe' };

  constructor(workshop: Workshop) {
    this.#workshop = workshop;
    this.#vault = theVault(workshop);
    this.#pairing = thePairing(workshop);
    this.#note('The ceremony began.');
  }

  expects(): ExpectedScan | undefined {
    return undefined;
  }

  takeMessage(): Promise<void> {
    return refuseScan();
  }

  view(): ReviewView {
    const step = this.#step;
    switch (step.at) {
      case 'describe':
        return { step: 'describe-keys', notice: null };
      case 'open':
        return this.#viewOfPin(step.passes, 'to open the vault for new keys');
      case 'review':
        return {
          step: 'review-keys',
          notice: null,
          reviewId: step.made.guard.id,
          progress: step.made.passes.progress(),
          keys: step.made.keys.map(describeKey),
        };
      case 'pin':
        return this.#viewOfPin(step.made.passes, 'to approve the new keys');
      case 'answered':
        return viewOfAnswer(step.answer);
    }
  }

  async handle(action: ReviewAction): Promise<void> {
    const step = this.#step;
    if (step.at === 'describe' && action.type === 'describe-keys') return this.#describe(action);
    if (step.at === 'open' && action.type === 'enter-pin') return this.#open(step.plan, step.passes, action);
    if (step.at === 'review' && action.type === 'approve') return this.#approve(step.made, action.reviewId);
    if (step.at === 'pin' && action.type === 'enter-pin') return this.#enterPin(step.made, action);
    refuseAction(action);
  }

  stillReading(): void {
    if (this.#step.at === 'review') this.#step.made.guard.stillReading();
  }

  close(): void {
    const step = this.#step;
    if (step.at === 'open') step.passes.wipe();
    if (step.at === 'review' || step.at === 'pin') step.made.session.close();
    this.#step = { at: 'describe' };
  }

  #describe(plan: Plan): void {
    const label = readable(plan.label, 'name of the keys', 60);
    this.#note(`${plan.count} keys named ${label} were asked for.`);
    this.#step = { at: 'open', plan: { count: plan.count, label }, passes: this.#newPasses() };
  }

  async #open(plan: Plan, passes: OfficerPasses, given: TokenAndPin): Promise<void> {
    const officer = passes.take(given, { openShare: true });
    this.#note(`${officer.name} opened their share of the vault.`);
    if (!passes.isComplete) return;
    this.#step = { at: 'describe' };
    await this.#workshop.working('The keys are being made in the HSM.');
    const session = passes.unlock();
    try {
      this.#step = { at: 'review', made: await this.#make(plan, session) };
    } catch (error) {
      session.close();
      throw error;
    }
  }

  async #make({ count, label }: Plan, session: VaultSession): Promise<Made> {
    const ceremonyId = this.#workshop.random(16);
    const first = this.#workshop.journal.state.keys.length + 1;
    const labels = Array.from({ length: count }, (_, index) => `${label} ${first + index}`);
    const keys = await makeKeys(session, this.#vault.vaultId, ceremonyId, labels);
    this.#note(`${count} keys were made in the vault; each signed a test that verifies.`);
    const subject = keyListDigest(ceremonyId, keys.map(manifestKey));
    const guard = new ReviewGuard(this.#workshop, subject);
    return { ceremonyId, keys, subject, session, passes: this.#newPasses(), guard };
  }

  async #approve(made: Made, reviewId: string): Promise<void> {
    made.guard.take(reviewId);
    const lines = made.keys.map(describeKey).map(({ label, address }) => `${label}\n${address}`);
    const confirmed = await confirmInPages(this.#workshop, lines, {
      title: 'Approve the new keys',
      message: `Approve ${made.keys.length === 1 ? 'this key' : `these ${made.keys.length} keys`} of ${this.#vault.vaultName}?`,
      confirmLabel: 'Approve',
      refuseLabel: 'Go back',
    });
    if (confirmed) this.#step = { at: 'pin', made };
  }

  async #enterPin(made: Made, given: TokenAndPin): Promise<void> {
    const subject = { kind: 'key-generation' as const, digest: made.subject, refusedItems: [] };
    const officer = made.passes.take(given, { subject, openShare: false });
    this.#note(`${officer.name} approved the keys.`);
    made.guard.showAgain();
    if (!made.passes.isComplete) {
      this.#step = { at: 'review', made };
      return;
    }
    this.#step = { at: 'describe' };
    await this.#workshop.working('The keys are being written to the journal.');
    try {
      this.#step = { at: 'answered', answer: await this.#complete(made) };
    } finally {
      made.session.close();
    }
  }

  async #complete({ ceremonyId, keys, passes, session }: Made): Promise<AnswerScreen> {
    const { journal } = this.#workshop;
    const { approvals } = passes;
    const transcript = this.#transcript.finish({
      vaultId: this.#vault.vaultId,
      ceremonyId,
      keys: keys.map((key) => ({ ...describeKey(key), publicKey: key.publicKey })),
      approvals,
    });
    const approved = { ceremonyId, keys, approvals, transcript };
    journal.append({ type: 'key-generation-approved', body: approved }, this.#workshop.now(), session);
    const message = await this.#sealManifest(approved, session);
    journal.append({ type: 'key-generation-completed', body: { message } }, this.#workshop.now(), session);
    return manifestScreen(message, transcript);
  }

  #sealManifest(
    { ceremonyId, keys, approvals }: Pick<Made, 'ceremonyId' | 'keys'> & Pick<OfficerPasses, 'approvals'>,
    session: VaultSession,
  ): Promise<Uint8Array> {
    const { head } = this.#workshop.journal.state;
    const createdAt = this.#workshop.now();
    const manifest = {
      version: PROTOCOL_VERSION,
      messageId: this.#workshop.random(16),
      vaultId: this.#vault.vaultId,
      createdAt,
      expiresAt: createdAt + keyManifest.maxLifetime,
      sequence: head.sequence + 1,
      policyDigest: this.#pairing.policyDigest,
      ceremonyId,
      keys: keys.map(manifestKey),
      approvals,
      journalHead: head,
    };
    return sealMessage(keyManifest, manifest, stationSigner(session));
  }

  #newPasses(): OfficerPasses {
    return new OfficerPasses(this.#workshop, this.#vault, officerQuorum(this.#vault, this.#pairing));
  }

  #viewOfPin(passes: OfficerPasses, purpose: string): ReviewView {
    const tokens = describeTokens(this.#workshop.hsm.listTokens(), this.#vault);
    return { step: 'enter-pin', notice: null, progress: passes.progress(), purpose, tokens };
  }

  #note(what: string): void {
    this.#transcript.note(this.#workshop.now(), what);
  }
}

/** Keys, each with the proof that the HSM holds it: a signature over a digest that can be no transaction. */
async function makeKeys(
  session: VaultSession,
  vaultId: Uint8Array,
  ceremonyId: Uint8Array,
  labels: readonly string[],
): Promise<readonly GeneratedKey[]> {
  const made = labels.map((label) => ({ label, key: session.generateChainKey(label) }));
  const proofs = await session.signWithChainKeys(
    made.map(({ key }) => ({ key, digest: keyTestDigest(vaultId, ceremonyId, key.publicKey) })),
  );
  return made.map(({ label, key: { id, publicKey } }, index) => {
    const proof = proofs[index];
    if (!proof) throw new Error('a signature is missing in the batch');
    return { tokenKeyId: id, keyId: keyIdOf(uncompressedPoint(publicKey)), family: 'eip155', publicKey, label, proof };
  });
}

/** A key as the manifest names it: where it lies in the token is nobody else's business. */
function manifestKey({ keyId, family, publicKey, label, proof }: GeneratedKey): Omit<GeneratedKey, 'tokenKeyId'> {
  return { keyId, family, publicKey, label, proof };
}

export function manifestScreen(message: Uint8Array, transcript: string | null): AnswerScreen {
  return {
    title: 'The keys are ready',
    instruction: 'Show these codes to the coordinator, so that it knows the new keys.',
    urType: keyManifest.urType,
    message,
    transcript,
  };
}
