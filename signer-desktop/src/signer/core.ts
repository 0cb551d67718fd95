import { Refusal, refuseUnless } from '@vieraugen/shared/bytes';
import type { Hsm } from '../hsm/index.ts';
import type { Action, ReviewAction } from '../ipc/actions.ts';
import { DONE, type Reply } from '../ipc/reply.ts';
import type { CorePorts, SignerCore } from '../ipc/signer-core.ts';
import type { ViewNotice } from '../ipc/view-parts.ts';
import type { Check, ReviewView, ScanView, ViewUpdate } from '../ipc/views.ts';
import type { Ceremony, Workshop } from './ceremonies/ceremony.ts';
import { Founding } from './ceremonies/founding.ts';
import { KeyGeneration } from './ceremonies/key-generation.ts';
import { PairingCeremony } from './ceremonies/pairing.ts';
import { ShownAgain } from './ceremonies/shown-again.ts';
import { SigningCeremony } from './ceremonies/signing.ts';
import { describeStation } from './describe/station.ts';
import { Journal } from './journal/journal.ts';
import type { JournalDisk } from './journal/journal-file.ts';
import type { StationState } from './journal/station-state.ts';
import { Scanner } from './scanner.ts';

/** What the core stands on. The product's own are in create-signer-core.ts. */
export interface CoreParts {
  readonly disk: JournalDisk;
  /** Called when the HSM is first needed, so that a station without one still starts and says what is wrong. */
  openHsm(): Hsm;
  /** Seconds since the epoch. */
  clock(): number;
  random(length: number): Uint8Array;
  /** `openHsm` gives the HSM that the core uses, for it must be opened once. */
  inspect(state: StationState, openHsm: () => Hsm): Check[];
}

const CAMERA_CHECK: ScanView = { step: 'armed', expects: 'any QR code, to try the camera', progress: null, hint: null };
const SCAN_OFF: ScanView = { step: 'off' };

/** The trusted core: one ceremony at a time over one journal, and the only owner of what is on both screens. */
export class StationCore implements SignerCore {
  readonly #parts: CoreParts;
  readonly #ports: CorePorts;
  readonly #listeners: ((update: ViewUpdate) => void)[] = [];
  readonly #workshop: Workshop;
  #hsm: Hsm | undefined;
  #ceremony: Ceremony | undefined;
  #scanner: Scanner | undefined;
  #review: ReviewView;
  #scan: ScanView = SCAN_OFF;

  /** Refuses with what the journal refuses; see {@link BrokenCore}. */
  constructor(parts: CoreParts, ports: CorePorts) {
    this.#parts = parts;
    this.#ports = ports;
    this.#workshop = this.#makeWorkshop(Journal.open(parts.disk));
    this.#review = this.#idle(null);
  }

  onView(listener: (update: ViewUpdate) => void): void {
    this.#listeners.push(listener);
    listener({ page: 'review', view: this.#review });
    listener({ page: 'scan', view: this.#scan });
  }

  async handle(action: Action): Promise<Reply> {
    try {
      await this.#dispatch(action);
      return DONE;
    } catch (error) {
      if (!(error instanceof Refusal)) {
        this.#leave({ tone: 'bad', code: 'INTERNAL', message: 'The signer failed inside. The ceremony was ended.' });
        throw error;
      }
      const message = showable(error.message);
      this.#show({ tone: 'bad', code: error.code, message });
      throw new Refusal(error.code, message, { cause: error });
    }
  }

  async #dispatch(action: Action): Promise<void> {
    switch (action.type) {
      case 'status':
        this.#ceremony?.stillReading();
        return this.#tellAgain();
      case 'refresh-tokens':
        return this.#show(null);
      case 'doctor':
        refuseUnless(this.#ceremony === undefined, 'CEREMONY_RUNNING', CEREMONY_RUNNING);
        return this.#showReview(this.#idle(null, this.#inspect()));
      case 'scan-text':
        return this.#takeCode(action.text);
      case 'leave':
        return this.#leave(null);
      case 'cancel-scan':
      case 'scan-cancelled':
        // A window that closes after its message was read ends nothing.
        return this.#scan.step === 'armed' ? this.#leave(null) : undefined;
      default:
        return this.#ceremony ? this.#continue(this.#ceremony, action) : this.#begin(action);
    }
  }

  #begin(action: ReviewAction): void {
    if (action.type === 'start-camera-check') {
      this.#showScan(CAMERA_CHECK);
      return;
    }
    this.#ceremony = this.#newCeremony(action);
    this.#show(null);
  }

  #newCeremony(action: ReviewAction): Ceremony {
    switch (action.type) {
      case 'start-founding':
        return new Founding(this.#workshop);
      case 'start-pairing':
        return new PairingCeremony(this.#workshop);
      case 'start-key-generation':
        return new KeyGeneration(this.#workshop);
      case 'start-signing':
        return new SigningCeremony(this.#workshop);
      case 'show-again':
        return new ShownAgain(this.#workshop, action.sequence);
      default:
        if ('pin' in action) action.pin.fill(0);
        throw new Refusal('NO_CEREMONY', 'No ceremony is running. Start it again from the first screen.');
    }
  }

  async #continue(ceremony: Ceremony, action: ReviewAction): Promise<void> {
    refuseUnless(!action.type.startsWith('start-'), 'CEREMONY_RUNNING', CEREMONY_RUNNING);
    await ceremony.handle(action);
    this.#show(null);
  }

  async #takeCode(text: string): Promise<void> {
    refuseUnless(this.#scan.step === 'armed', 'NO_SCAN', 'No scan is in progress.');
    const scanner = this.#scanner;
    if (!scanner || !this.#ceremony) {
      const message = `The camera works: it read a code of ${text.length} characters.`;
      return this.#leave({ tone: 'good', code: null, message });
    }
    const bytes = scanner.take(text);
    if (!bytes) return this.#showScan(scanner.view);
    try {
      await this.#ceremony.takeMessage(bytes);
    } catch (error) {
      if (error instanceof Refusal) scanner.refuse(showable(error.message));
      throw error;
    }
    this.#show(null);
  }

  #leave(notice: ViewNotice | null): void {
    this.#ceremony?.close();
    this.#ceremony = undefined;
    this.#show(notice);
  }

  /** Draws the step that the ceremony is in, or the first screen, with what there is to say; arms the camera if it is due. */
  #show(notice: ViewNotice | null): void {
    this.#showReview(this.#currentView(notice));
    const expected = this.#ceremony?.expects();
    if (!expected) this.#scanner = undefined;
    else if (this.#scanner?.expected.urType !== expected.urType) this.#scanner = new Scanner(expected);
    this.#showScan(this.#scanner?.view ?? SCAN_OFF);
  }

  #currentView(notice: ViewNotice | null): ReviewView {
    if (!this.#ceremony) return this.#idle(notice);
    try {
      const view = this.#ceremony.view();
      return 'notice' in view ? { ...view, notice } : view;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      // The HSM does not even list its tokens: no step can be drawn, so the ceremony is over.
      this.#ceremony.close();
      this.#ceremony = undefined;
      return this.#idle({ tone: 'bad', code: error.code, message: showable(error.message) });
    }
  }

  #idle(notice: ViewNotice | null, checks: Check[] = []): ReviewView {
    return { ...describeStation(this.#workshop.journal.state), notice, checks };
  }

  #inspect(): Check[] {
    return this.#parts.inspect(this.#workshop.journal.state, () => this.#workshop.hsm);
  }

  #showReview(view: ReviewView): void {
    this.#review = view;
    this.#tell({ page: 'review', view });
  }

  #showScan(view: ScanView): void {
    this.#scan = view;
    this.#tell({ page: 'scan', view });
  }

  #tellAgain(): void {
    this.#tell({ page: 'review', view: this.#review });
    this.#tell({ page: 'scan', view: this.#scan });
  }

  #tell(update: ViewUpdate): void {
    for (const listener of this.#listeners) listener(update);
  }

  #makeWorkshop(journal: Journal): Workshop {
    const hsm = () => {
      this.#hsm ??= this.#parts.openHsm();
      return this.#hsm;
    };
    return {
      journal,
      get hsm() {
        return hsm();
      },
      now: () => Math.max(this.#parts.clock(), journal.state.lastAt),
      random: (length) => this.#parts.random(length),
      confirm: (question) => this.#ports.confirm(question),
      working: async (doing) => {
        this.#showReview({ step: 'working', doing });
        await new Promise((resolve) => setImmediate(resolve));
      },
    };
  }
}

/** A refusal may quote what was scanned; nothing that hides, reorders or breaks a line reaches a screen. */
function showable(sentence: string): string {
  return sentence.replace(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, '?').slice(0, 600);
}

const CEREMONY_RUNNING = 'A ceremony is running. Finish it or leave it first.';

/** Stands in for a core whose journal was refused: it says why, looks after the station, and signs nothing. */
export class BrokenCore implements SignerCore {
  readonly #fault: ReviewView;
  readonly #listeners: ((update: ViewUpdate) => void)[] = [];

  constructor(refusal: Refusal) {
    this.#fault = { step: 'fault', code: refusal.code, message: refusal.message };
  }

  onView(listener: (update: ViewUpdate) => void): void {
    this.#listeners.push(listener);
    listener({ page: 'review', view: this.#fault });
    listener({ page: 'scan', view: SCAN_OFF });
  }

  async handle(action: Action): Promise<Reply> {
    if ('pin' in action) action.pin.fill(0);
    if (action.type !== 'status') throw new Refusal('STATION_FAULT', 'The signer cannot go on; the screen says why.');
    for (const listener of this.#listeners) listener({ page: 'review', view: this.#fault });
    return DONE;
  }
}
