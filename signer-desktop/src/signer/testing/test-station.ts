import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal } from '@vieraugen/shared/bytes';
import { encodeFrames } from '@vieraugen/shared/ur';
import { createSoftHsm, type SoftHsm } from '../../hsm/testing/softhsm.ts';
import type { Action, Decision } from '../../ipc/actions.ts';
import type { NativeQuestion, SignerCore } from '../../ipc/signer-core.ts';
import type { StationConfig } from '../../ipc/station-config.ts';
import {
  type ReviewView,
  type ReviewViewOf,
  reviewViewSchema,
  type ScanView,
  scanViewSchema,
} from '../../ipc/views.ts';
import type { CoreParts } from '../core.ts';
import { coreOn, productParts } from '../create-signer-core.ts';

/** The officers of the tests, each with a token of the same name. */
export const OFFICERS = [
  { name: 'Olga Officer', token: 'officer-olga', pin: '111111' },
  { name: 'Oskar Officer', token: 'officer-oskar', pin: '222222' },
  { name: 'Odile Officer', token: 'officer-odile', pin: '333333' },
] as const;

export type TestOfficer = { readonly token: string; readonly pin: string };

/** A SoftHSM with an empty slot for the vault and a token for each officer. Made once a folder. */
export function prepareTokens(folder: string): SoftHsm {
  const softHsm = createSoftHsm(join(folder, 'softhsm'));
  for (const { token, pin } of OFFICERS) softHsm.issueToken(token, pin);
  return softHsm;
}

/** The configuration of a station on SoftHSM in `folder`. */
export function configOf(folder: string, softHsm: Pick<SoftHsm, 'module' | 'sha256'>): StationConfig {
  const dataDirectory = join(folder, 'data');
  mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
  const { module, sha256 } = softHsm;
  return { dataDirectory, pkcs11: { module, sha256 }, production: false, lockAfterMinutes: 15 };
}

/** Drives a core as its two windows would: actions in, views out; every view is checked against its schema. */
export class TestStation {
  readonly questions: NativeQuestion[] = [];
  /** The words that people were to compare while pairing, and with each answer. */
  readonly shownWords: (readonly string[])[] = [];
  /** Everything that the review window was ever told to draw. */
  readonly seen: ReviewView[] = [];
  answer = true;
  view: ReviewView = { step: 'working', doing: 'starting' };
  scan: ScanView = { step: 'off' };
  readonly #core: SignerCore;

  constructor(core: SignerCore | ((confirm: (question: NativeQuestion) => Promise<boolean>) => SignerCore)) {
    this.#core = typeof core === 'function' ? core((question) => this.#confirm(question)) : core;
    this.#core.onView((update) => {
      if (update.page === 'review') {
        this.view = reviewViewSchema.parse(update.view);
        this.seen.push(this.view);
      } else this.scan = scanViewSchema.parse(update.view);
    });
  }

  /** Does an action; answers 'ok' or the code of the refusal. Anything but a refusal is a fault of the test. */
  async act(action: Action): Promise<string> {
    try {
      await this.#core.handle(action);
      return 'ok';
    } catch (error) {
      if (error instanceof Refusal) return error.code;
      throw error;
    }
  }

  /** Does an action that must succeed. */
  async must(action: Action): Promise<void> {
    const result = await this.act(action);
    if (result !== 'ok') throw new Error(`${action.type}: ${result} (${JSON.stringify(this.view).slice(0, 400)})`);
  }

  /** The current view, which must be of this step. */
  at<S extends ReviewView['step']>(step: S): ReviewViewOf<S> {
    if (this.view.step !== step)
      throw new Error(`expected ${step}, the screen shows ${JSON.stringify(this.view).slice(0, 300)}`);
    return this.view as ReviewViewOf<S>;
  }

  /** Holds a message in front of the camera, frame by frame; answers as {@link act} for the last frame taken. */
  async film(urType: string, bytes: Uint8Array): Promise<string> {
    const frames = encodeFrames({ type: urType, bytes, maxFragmentLength: 400 });
    let result = 'ok';
    for (let number = 1; number <= frames.partCount; number += 1) {
      result = await this.act({ type: 'scan-text', text: frames.frameAt(number) });
    }
    return result;
  }

  /** The serial number of the token with this label, as the screen offers it. */
  serialOf(label: string): string {
    const tokens = 'tokens' in this.view ? this.view.tokens : [];
    const token = tokens.find(
      (candidate) => candidate.label === label || (label === 'free' && candidate.use === 'free'),
    );
    if (!token) throw new Error(`no token ${label} among ${JSON.stringify(tokens)}`);
    return token.serial;
  }

  enterPin({ token, pin }: TestOfficer): Promise<string> {
    return this.act({ type: 'enter-pin', token: this.serialOf(token), pin: pinBytes(pin) });
  }

  async found(quorum = 2, officers: readonly { name: string; token: string; pin: string }[] = OFFICERS): Promise<void> {
    await this.must({ type: 'start-founding' });
    const officerCount = officers.length;
    await this.must({
      type: 'describe-vault',
      vaultName: 'Test vault',
      officerCount,
      quorum,
      token: this.serialOf('free'),
    });
    for (const { name, token, pin } of officers) {
      await this.must({ type: 'enrol-officer', name, token: this.serialOf(token), pin: pinBytes(pin) });
    }
    await this.must({ type: 'found-vault' });
    this.at('vault-founded');
    await this.must({ type: 'leave' });
  }

  /** Pairs with an offer; answers the acceptance. */
  async pair(offer: Uint8Array, officers: readonly TestOfficer[] = OFFICERS.slice(0, 2)): Promise<Uint8Array> {
    await this.must({ type: 'start-pairing' });
    await this.film('x-vier-offer', offer);
    if (this.view.step === 'show-message') return this.takeAnswer();
    for (const officer of officers) {
      const { reviewId, words } = this.at('review-pairing');
      this.shownWords.push(words);
      await this.must({ type: 'approve', reviewId });
      await this.enterPin(officer);
    }
    return this.takeAnswer();
  }

  /** Makes keys; answers the manifest. */
  async generateKeys(count: number, officers: readonly TestOfficer[] = OFFICERS.slice(0, 2)): Promise<Uint8Array> {
    await this.must({ type: 'start-key-generation' });
    await this.must({ type: 'describe-keys', family: 'eip155', count, label: 'Cold' });
    for (const officer of officers) await this.enterPin(officer);
    for (const officer of officers) {
      await this.must({ type: 'approve', reviewId: this.at('review-keys').reviewId });
      await this.enterPin(officer);
    }
    return this.takeAnswer();
  }

  /** Signs a request, every payment approved; answers the response. */
  async sign(request: Uint8Array, officers: readonly TestOfficer[] = OFFICERS.slice(0, 2)): Promise<Uint8Array> {
    await this.must({ type: 'start-signing' });
    const result = await this.film('x-vier-request', request);
    if (result !== 'ok') throw new Error(result);
    if (this.view.step === 'show-message') return this.takeAnswer();
    for (const officer of officers) {
      await this.decide();
      await this.enterPin(officer);
    }
    return this.takeAnswer();
  }

  /** One officer's decision: approves everything but what is in `refused`. */
  async decide(refused: Readonly<Record<number, string>> = {}): Promise<void> {
    const { reviewId, items } = this.at('review-request');
    const decisions = items.filter((item) => !item.refusal).map(({ index }) => decisionFor(index, refused[index]));
    await this.must({ type: 'decide', reviewId, decisions });
  }

  /** The message on the screen; goes back to the first screen. */
  async takeAnswer(): Promise<Uint8Array> {
    const { bytes, words } = this.at('show-message');
    this.shownWords.push(words);
    await this.must({ type: 'leave' });
    return bytes;
  }

  async #confirm(question: NativeQuestion): Promise<boolean> {
    this.questions.push(question);
    return this.answer;
  }
}

/** A station on the real disk and a real SoftHSM; `wrap` may stand between the core and its parts. */
export function startStation(
  config: StationConfig,
  wrap: (parts: CoreParts) => CoreParts = (parts) => parts,
): TestStation {
  return new TestStation((confirm) => coreOn(wrap(productParts(config)), { confirm }));
}

export function pinBytes(pin: string): Uint8Array {
  return Uint8Array.from(Buffer.from(pin, 'utf8'));
}

function decisionFor(index: number, reason: string | undefined): Decision {
  if (reason !== undefined) return { index, answer: 'refuse', reason };
  return { index, answer: 'approve', destinationCompared: true, amountCompared: true };
}
