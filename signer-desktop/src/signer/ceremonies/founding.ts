import { fingerprintWords, Refusal, refuseUnless, sha256Digest, toHex } from '@vieraugen/shared/bytes';
import { type NewVault, type OfficerKeys, sealShare, splitSecret, type TokenInfo } from '../../hsm/index.ts';
import type { ReviewAction } from '../../ipc/actions.ts';
import type { ReviewView } from '../../ipc/views.ts';
import { describeVault } from '../describe/station.ts';
import { abandonedVaults, describeTokens, VAULT_LABEL_PREFIX } from '../describe/tokens.ts';
import type { EnrolledOfficer } from '../journal/entry-bodies.ts';
import { type Ceremony, type ExpectedScan, refuseScan, type Workshop } from './ceremony.ts';
import { readable } from './readable-name.ts';
import { refuseAction } from './refuse-action.ts';
import { shareBinding } from './share-binding.ts';
import { Transcript } from './transcript.ts';

type ActionOf<T extends ReviewAction['type']> = Extract<ReviewAction, { type: T }>;

/** What the officers agreed on before any token was touched. */
type Plan = {
  readonly vaultId: Uint8Array;
  readonly vaultName: string;
  readonly officerCount: number;
  readonly quorum: number;
  readonly vaultToken: TokenInfo;
};

/** An officer whose token has its keys; the shares come when the vault is made. */
type Enrolled = OfficerKeys & Pick<EnrolledOfficer, 'officerId' | 'name' | 'tokenSerial' | 'tokenLabel'>;

type Step =
  | { readonly at: 'describe' }
  | { readonly at: 'enrol'; readonly plan: Plan; readonly officers: readonly Enrolled[] }
  | { readonly at: 'confirm'; readonly plan: Plan; readonly officers: readonly Enrolled[] }
  | { readonly at: 'founded'; readonly transcript: string };

/**
 * Founds the vault: its name and rule, an officer after the other with their own token, then the vault's token with PINs
 * that nobody ever sees. Until the last step nothing but the officers' own tokens was written; the first journal entry is
 * the founding itself. If it breaks off between the token and the entry, that token holds nothing and is never used again.
 */
export class Founding implements Ceremony {
  readonly name = 'founding';
  readonly #workshop: Workshop;
  readonly #transcript = new Transcript('founding');
  #step: Step = { at: 'describe' };

  constructor(workshop: Workshop) {
    refuseUnless(
      workshop.journal.state.vault === undefined,
      'VAULT_ALREADY_FOUNDED',
      'This station has a vault already. Each station serves one vault.',
    );
    this.#workshop = workshop;
    this.#transcript.note(workshop.now(), 'The ceremony began.');
  }

  expects(): ExpectedScan | undefined {
    return undefined;
  }

  takeMessage(): Promise<void> {
    return refuseScan();
  }

  stillReading(): void {}

  close(): void {
    this.#step = { at: 'describe' };
  }

  view(): ReviewView {
    const step = this.#step;
    const present = this.#workshop.hsm.listTokens();
    const tokens = describeTokens(present, undefined);
    switch (step.at) {
      case 'describe':
        return { step: 'describe-vault', notice: null, tokens, abandoned: abandonedVaults(present, undefined) };
      case 'enrol': {
        const { vaultName, officerCount } = step.plan;
        const enrolled = step.officers.map(({ name, tokenLabel }) => ({ name, tokenLabel }));
        const number = enrolled.length + 1;
        return { step: 'enrol-officer', notice: null, vaultName, number, of: officerCount, enrolled, tokens };
      }
      case 'confirm':
        return viewOfPlan(step.plan, step.officers);
      case 'founded':
        return this.#viewOfFounded(step.transcript);
    }
  }

  async handle(action: ReviewAction): Promise<void> {
    const step = this.#step;
    if (step.at === 'describe' && action.type === 'describe-vault') return this.#describe(action);
    if (step.at === 'enrol' && action.type === 'enrol-officer') return this.#enrol(step, action);
    if (step.at === 'confirm' && action.type === 'found-vault') return this.#found(step.plan, step.officers);
    refuseAction(action);
  }

  #describe(action: ActionOf<'describe-vault'>): void {
    const { officerCount, quorum } = action;
    refuseUnless(
      quorum <= officerCount,
      'QUORUM_INVALID',
      'The quorum is larger than the number of officers: nobody could ever open the vault.',
    );
    const vaultToken = this.#workshop.hsm.listTokens().find((token) => token.serial === action.token);
    if (!vaultToken) throw new Refusal('TOKEN_MISSING', 'The token for the vault is not plugged in any more.');
    refuseUnless(
      !vaultToken.initialised,
      'TOKEN_IN_USE',
      'This token is in use. Only an empty token can become a vault.',
    );
    const vaultName = readable(action.vaultName, 'name of the vault');
    const plan = { vaultId: this.#workshop.random(16), vaultName, officerCount, quorum, vaultToken };
    this.#note(`The vault is to be called ${vaultName}; ${quorum} of ${officerCount} officers open it.`);
    this.#step = { at: 'enrol', plan, officers: [] };
  }

  #enrol({ plan, officers }: Step & { at: 'enrol' }, action: ActionOf<'enrol-officer'>): void {
    try {
      const name = readable(action.name, 'name of the officer');
      const token = this.#freeForEnrolment(action.token, name, officers);
      // Checked now: when the journal is written, the vault's token is used up already.
      const tokenLabel = readable(token.label || token.serial, 'label of the token', 64);
      readable(token.serial, 'serial number of the token', 64);
      const officerId = this.#workshop.random(16);
      const keys = this.#workshop.hsm.enrolOfficer({ serial: token.serial, officerId }, action.pin);
      const officer = { ...keys, officerId, name, tokenSerial: token.serial, tokenLabel };
      this.#note(`${name} was enrolled with the token ${tokenLabel} (${token.serial}).`);
      const now = [...officers, officer];
      this.#step = { at: now.length === plan.officerCount ? 'confirm' : 'enrol', plan, officers: now };
    } finally {
      action.pin.fill(0);
    }
  }

  #freeForEnrolment(serial: string, name: string, officers: readonly Enrolled[]): TokenInfo {
    const token = this.#workshop.hsm.listTokens().find((candidate) => candidate.serial === serial);
    if (!token) throw new Refusal('TOKEN_MISSING', 'This token is not plugged in any more.');
    refuseUnless(
      token.initialised && token.ready && !token.label.startsWith(VAULT_LABEL_PREFIX),
      'TOKEN_NOT_READY',
      'This is no officer’s token: it has no PIN of an owner yet. Its issuer must prepare it first.',
    );
    refuseUnless(
      !officers.some((officer) => officer.tokenSerial === serial || officer.name === name),
      'OFFICER_DOUBLED',
      'This officer or this token was enrolled already. Each officer has a name and a token of their own.',
    );
    return token;
  }

  async #found(plan: Plan, officers: readonly Enrolled[]): Promise<void> {
    const names = officers.map((officer) => officer.name).join(', ');
    const confirmed = await this.#workshop.confirm({
      title: 'Found the vault',
      message: `Found the vault ${plan.vaultName}?`,
      detail: `Officers: ${names}\nNeeded to open it: ${plan.quorum} of ${plan.officerCount}\nToken: ${plan.vaultToken.serial}`,
      confirmLabel: 'Found the vault',
      refuseLabel: 'Go back',
    });
    if (!confirmed) return;
    await this.#workshop.working('The vault is being made in the HSM.');
    // From here on a failure leaves the token used: the officers begin again with another one.
    this.#step = { at: 'describe' };
    const label = VAULT_LABEL_PREFIX + toHex(plan.vaultId.subarray(0, 4));
    const made = this.#workshop.hsm.initialiseVault(plan.vaultToken.serial, label);
    try {
      this.#step = { at: 'founded', transcript: this.#writeFirstEntry(plan, label, made, officers) };
    } finally {
      made.userPin.fill(0);
      made.securityOfficerPin.fill(0);
    }
  }

  #writeFirstEntry(plan: Plan, label: string, made: NewVault, officers: readonly Enrolled[]): string {
    const { vaultId, vaultName, quorum } = plan;
    this.#note(`The token ${label} (${made.serial}) became the vault; its PINs were split and never shown.`);
    const transcript = this.#transcript.finish({
      vaultId,
      vaultName,
      quorum,
      stationKey: made.stationPublicKey,
      officers: officers.map(({ name, officerId, tokenSerial, approvalPublicKey }) => {
        return { name, officerId, tokenSerial, publicKey: approvalPublicKey };
      }),
    });
    const body = {
      vaultId,
      vaultName,
      tokenSerial: made.serial,
      tokenLabel: label,
      stationKey: made.stationPublicKey,
      officers: withShares(plan, made, officers),
      quorum,
      transcript,
    };
    const session = this.#workshop.hsm.unlockVault(made.serial, made.userPin);
    try {
      this.#workshop.journal.append({ type: 'vault-founded', body }, this.#workshop.now(), session);
    } finally {
      session.close();
    }
    return transcript;
  }

  #viewOfFounded(transcript: string): ReviewView {
    const vault = describeVault(this.#workshop.journal.state);
    if (!vault) throw new Error('founded without a vault');
    return { step: 'vault-founded', notice: null, vault, transcript };
  }

  #note(what: string): void {
    this.#transcript.note(this.#workshop.now(), what);
  }
}

/** Splits both PINs among the officers and seals each share to its officer's token. */
function withShares(plan: Plan, made: NewVault, officers: readonly Enrolled[]): EnrolledOfficer[] {
  const { vaultId, quorum } = plan;
  const userShares = splitSecret(made.userPin, vaultId, quorum, officers.length);
  const securityOfficerShares = splitSecret(made.securityOfficerPin, vaultId, quorum, officers.length);
  try {
    return officers.map(({ officerId, name, approvalPublicKey, sharePublicKey, tokenSerial, tokenLabel }, index) => {
      const seal = (shares: readonly Uint8Array[], role: 'user' | 'security-officer') =>
        sealShare(shareAt(shares, index), sharePublicKey, shareBinding(vaultId, officerId, role));
      return {
        officerId,
        name,
        publicKey: approvalPublicKey,
        tokenSerial,
        tokenLabel,
        userShare: seal(userShares, 'user'),
        securityOfficerShare: seal(securityOfficerShares, 'security-officer'),
      };
    });
  } finally {
    for (const share of [...userShares, ...securityOfficerShares]) share.fill(0);
  }
}

function shareAt(shares: readonly Uint8Array[], index: number): Uint8Array {
  const share = shares[index];
  if (!share) throw new Error('fewer shares than officers');
  return share;
}

function viewOfPlan(plan: Plan, officers: readonly Enrolled[]): ReviewView {
  return {
    step: 'confirm-founding',
    notice: null,
    vaultName: plan.vaultName,
    tokenLabel: plan.vaultToken.label || 'empty token',
    tokenSerial: plan.vaultToken.serial,
    quorum: plan.quorum,
    officers: officers.map(({ name, tokenLabel, approvalPublicKey }) => {
      return { name, tokenLabel, words: [...fingerprintWords(sha256Digest(approvalPublicKey))] };
    }),
  };
}
