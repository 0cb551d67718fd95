import { fingerprintWords, refuseUnless } from '@vieraugen/shared/bytes';
import {
  checkFresh,
  type OpenedMessage,
  type SigningRequest,
  signingRequest,
  signingResponse,
} from '@vieraugen/shared/protocol';
import type { VaultSession } from '../../hsm/index.ts';
import type { Decision, ReviewAction } from '../../ipc/actions.ts';
import type { ReviewView } from '../../ipc/views.ts';
import { describeItem } from '../describe/items.ts';
import { describeTokens } from '../describe/tokens.ts';
import type { VaultFounded } from '../journal/entry-bodies.ts';
import type { Pairing } from '../journal/station-state.ts';
import { type JudgedItem, openRequest } from '../open-request.ts';
import { type AnswerScreen, viewOfAnswer } from './answer-screen.ts';
import type { Ceremony, ExpectedScan, Workshop } from './ceremony.ts';
import { confirmInPages } from './confirm-in-pages.ts';
import { checkDecisions, type Refusals } from './decisions.ts';
import { OfficerPasses, type TokenAndPin } from './officer-passes.ts';
import { refuseAction } from './refuse-action.ts';
import { ReviewGuard } from './review-guard.ts';
import { type OfficerRefusals, signRequest } from './sign-request.ts';
import { officerQuorum, thePairing, theVault } from './the-vault.ts';
import { Transcript } from './transcript.ts';

/** The request while officers review it. The bytes are held here; an approval only ever names their hash. */
type Held = {
  readonly request: OpenedMessage<SigningRequest>;
  readonly items: readonly JudgedItem[];
  readonly passes: OfficerPasses;
  readonly guard: ReviewGuard;
  /** What the officers before this one refused. It is in no view: the next officer decides alone. */
  readonly refusals: readonly OfficerRefusals[];
};

type Step =
  | { readonly at: 'scan' }
  | { readonly at: 'review'; readonly held: Held }
  | { readonly at: 'pin'; readonly held: Held; readonly refusals: Refusals }
  | { readonly at: 'answered'; readonly answer: AnswerScreen };

const IN_WORDS = 'a signing request of the coordinator';

/**
 * Signs a batch of withdrawals: the request is opened and judged, each officer of the quorum decides every payment alone and
 * approves with their token, then the vault is opened, what nobody refused is signed, and the answer is written before it
 * is shown. Leaving before the last PIN writes nothing.
 */
export class SigningCeremony implements Ceremony {
  readonly name = 'signing';
  readonly #workshop: Workshop;
  readonly #vault: VaultFounded;
  readonly #pairing: Pairing;
  readonly #transcript = new Transcript('signing');
  #step: Step = { at: 'scan' };

  constructor(workshop: Workshop) {
    this.#workshop = workshop;
    this.#vault = theVault(workshop);
    this.#pairing = thePairing(workshop);
    this.#note('The ceremony began.');
  }

  expects(): ExpectedScan | undefined {
    return this.#step.at === 'scan' ? { urType: signingRequest.urType, inWords: IN_WORDS } : undefined;
  }

  async takeMessage(bytes: Uint8Array): Promise<void> {
    const opened = openRequest(bytes, this.#workshop.journal.state, this.#workshop.now());
    if (opened.kind === 'answered-before') {
      this.#step = {
        at: 'answered',
        answer: responseScreen(opened.response, null, 'This request was answered before'),
      };
      return;
    }
    const { request, items } = opened;
    const passes = new OfficerPasses(this.#workshop, this.#vault, officerQuorum(this.#vault, this.#pairing));
    this.#note(`A request with ${items.length} payments was read.`);
    const guard = new ReviewGuard(this.#workshop, request.digest);
    this.#step = { at: 'review', held: { request, items, passes, guard, refusals: [] } };
  }

  view(): ReviewView {
    const step = this.#step;
    switch (step.at) {
      case 'scan':
        return { step: 'scanning', notice: null, expects: IN_WORDS };
      case 'review':
        return this.#viewOfRequest(step.held);
      case 'pin':
        return {
          step: 'enter-pin',
          notice: null,
          progress: step.held.passes.progress(),
          purpose: 'to sign your decision and open the vault',
          tokens: describeTokens(this.#workshop.hsm.listTokens(), this.#vault),
        };
      case 'answered':
        return viewOfAnswer(step.answer);
    }
  }

  async handle(action: ReviewAction): Promise<void> {
    const step = this.#step;
    if (step.at === 'review' && action.type === 'decide') return this.#decide(step.held, action);
    if (step.at === 'pin' && action.type === 'enter-pin') return this.#enterPin(step.held, step.refusals, action);
    refuseAction(action);
  }

  stillReading(): void {
    if (this.#step.at === 'review') this.#step.held.guard.stillReading();
  }

  close(): void {
    if (this.#step.at === 'review' || this.#step.at === 'pin') this.#step.held.passes.wipe();
    this.#step = { at: 'scan' };
  }

  async #decide(
    held: Held,
    { reviewId, decisions }: { reviewId: string; decisions: readonly Decision[] },
  ): Promise<void> {
    held.guard.take(reviewId);
    // So that nobody types a PIN for a request that has expired; before the signing all is judged again.
    checkFresh(held.request.content, this.#workshop.now());
    const refusals = checkDecisions(decisions, held.items);
    const { number, of } = held.passes.progress();
    const payments = held.items.length - held.items.filter((item) => item.refusal).length - refusals.length;
    const confirmed = await confirmInPages(this.#workshop, this.#linesToConfirm(held, refusals), {
      title: `Officer ${number} of ${of}`,
      message:
        payments === 0
          ? 'Answer that nothing is signed?'
          : `Sign ${payments === 1 ? 'this payment' : `these ${payments} payments`}?`,
      confirmLabel: payments === 0 ? 'Nothing is signed' : 'Sign',
      refuseLabel: 'Go back',
    });
    if (confirmed) this.#step = { at: 'pin', held, refusals };
  }

  #linesToConfirm(held: Held, refusals: Refusals): string[] {
    const refused = new Set(refusals.map((refusal) => refusal.index));
    const lines = held.items
      .filter((item) => !item.refusal && !refused.has(item.index))
      .map((item) => describeItem(item, this.#pairing.policy).payment)
      .map(
        (payment) =>
          `${payment?.amount} on ${payment?.chainName}\nto ${payment?.destinationLabel}\n${payment?.destination}`,
      );
    return [...lines, `Words of the request: ${fingerprintWords(held.request.digest).join(' ')}`];
  }

  async #enterPin(held: Held, refusals: Refusals, given: TokenAndPin): Promise<void> {
    const refusedItems = refusals.map((refusal) => refusal.index);
    const subject = { kind: 'signing' as const, digest: held.request.digest, refusedItems };
    const officer = held.passes.take(given, { subject, openShare: true });
    this.#note(`${officer.name} decided: ${refusedItems.length} payments refused.`);
    const after = { ...held, refusals: [...held.refusals, { officer: officer.name, refusals }] };
    held.guard.showAgain();
    if (held.passes.isComplete) return this.#sign(after);
    this.#step = { at: 'review', held: after };
  }

  async #sign(held: Held): Promise<void> {
    // Whatever fails from here on ends at the camera: the same request can be scanned again.
    this.#step = { at: 'scan' };
    await this.#workshop.working('The vault is open; the payments are being signed.');
    const session = this.#unlock(held);
    try {
      const { message, transcript } = await signRequest(
        { workshop: this.#workshop, session, vault: this.#vault, pairing: this.#pairing },
        { ...held, approvals: held.passes.approvals, transcript: this.#transcript },
      );
      this.#step = { at: 'answered', answer: responseScreen(message, transcript, 'The request is answered') };
    } finally {
      session.close();
    }
  }

  #unlock(held: Held): VaultSession {
    try {
      this.#demandUnchanged(held);
      return held.passes.unlock();
    } finally {
      held.passes.wipe();
    }
  }

  /** Time has passed since the request was judged: it is judged again, and must be what the officers saw. */
  #demandUnchanged(held: Held): void {
    const again = openRequest(held.request.bytes, this.#workshop.journal.state, this.#workshop.now());
    const codes = (items: readonly JudgedItem[]) => items.map((item) => item.refusal?.code ?? 'OK').join();
    refuseUnless(
      again.kind === 'to-review' && codes(again.items) === codes(held.items),
      'REQUEST_CHANGED_MEANWHILE',
      'A payment of this request expired, or is judged differently now. Scan the request again.',
    );
  }

  #viewOfRequest({ request, items, passes, guard }: Held): ReviewView {
    return {
      step: 'review-request',
      notice: null,
      reviewId: guard.id,
      progress: passes.progress(),
      words: [...fingerprintWords(request.digest)],
      createdAt: request.content.createdAt,
      expiresAt: request.content.expiresAt,
      items: items.map((item) => describeItem(item, this.#pairing.policy)),
    };
  }

  #note(what: string): void {
    this.#transcript.note(this.#workshop.now(), what);
  }
}

export function responseScreen(message: Uint8Array, transcript: string | null, title: string): AnswerScreen {
  return {
    title,
    instruction: 'Show these codes to the coordinator, and compare the words on both screens.',
    urType: signingResponse.urType,
    message,
    transcript,
  };
}
