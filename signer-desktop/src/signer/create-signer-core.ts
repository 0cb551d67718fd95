import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { fingerprintWords, Refusal, refuseUnless } from '@vieraugen/shared/bytes';
import type { Action } from '../ipc/actions.ts';
import { DONE, type Reply } from '../ipc/reply.ts';
import type { CreateSignerCore, SignerCore } from '../ipc/signer-core.ts';
import type { StationConfig } from '../ipc/station-config.ts';
import type { Check, ReviewView, ReviewViewOf, ScanView, ViewUpdate } from '../ipc/views.ts';

const CAMERA_CHECK: ScanView = { step: 'armed', expects: 'any QR code, to try the camera', progress: null, hint: null };

const IDLE: Omit<ReviewViewOf<'idle'>, 'notice' | 'checks'> = {
  step: 'idle',
  vault: null,
  keys: [],
  journal: { sequence: 0, words: [...fingerprintWords(new Uint8Array(32))] },
  recent: [],
};

/** The core before any vault exists: it can look after its station, and nothing else. */
export const createSignerCore: CreateSignerCore = (config) => new StationCore(config);

class StationCore implements SignerCore {
  readonly #config: StationConfig;
  readonly #listeners: ((update: ViewUpdate) => void)[] = [];
  #review: ReviewView = { ...IDLE, notice: null, checks: [] };
  #scan: ScanView = { step: 'off' };

  constructor(config: StationConfig) {
    this.#config = config;
  }

  onView(listener: (update: ViewUpdate) => void): void {
    this.#listeners.push(listener);
    listener({ page: 'review', view: this.#review });
    listener({ page: 'scan', view: this.#scan });
  }

  async handle(action: Action): Promise<Reply> {
    switch (action.type) {
      case 'status':
        return this.#showReview(this.#review);
      case 'doctor':
        return this.#showReview({ ...IDLE, notice: null, checks: inspectStation(this.#config) });
      case 'start-camera-check':
        return this.#showScan(CAMERA_CHECK);
      case 'cancel-scan':
      case 'scan-cancelled':
        return this.#showScan({ step: 'off' });
      case 'scan-text':
        refuseUnless(this.#scan.step === 'armed', 'NO_SCAN', 'No scan is in progress.');
        this.#showReview({
          ...IDLE,
          notice: {
            tone: 'good',
            code: null,
            message: `The camera works: it read a code of ${action.text.length} characters.`,
          },
          checks: [],
        });
        return this.#showScan({ step: 'off' });
      default:
        throw new Refusal('NOT_YET', 'This station cannot do that yet.');
    }
  }

  #showReview(view: ReviewView): Reply {
    this.#review = view;
    return this.#tell({ page: 'review', view });
  }

  #showScan(view: ScanView): Reply {
    this.#scan = view;
    return this.#tell({ page: 'scan', view });
  }

  #tell(update: ViewUpdate): Reply {
    for (const listener of this.#listeners) listener(update);
    return DONE;
  }
}

function inspectStation(config: StationConfig): Check[] {
  return [checkModule(config), checkDataDirectory(config)];
}

function checkModule(config: StationConfig): Check {
  const name = 'PKCS#11 module';
  try {
    const found = createHash('sha256').update(readFileSync(config.pkcs11.module)).digest('hex');
    return found === config.pkcs11.sha256
      ? { name, state: 'good', detail: 'The file is the one that the configuration names.' }
      : { name, state: 'bad', detail: 'The file differs from the configured SHA-256. It will not be loaded.' };
  } catch {
    return { name, state: 'bad', detail: 'The file cannot be read. Check pkcs11.module in the configuration.' };
  }
}

function checkDataDirectory(config: StationConfig): Check {
  const name = 'Data directory';
  try {
    const isDirectory = statSync(config.dataDirectory).isDirectory();
    return { name, state: isDirectory ? 'good' : 'bad', detail: isDirectory ? 'Present.' : 'It is not a directory.' };
  } catch {
    return { name, state: 'bad', detail: 'It does not exist or cannot be read.' };
  }
}
