import { join } from 'node:path';
import type { BrowserWindow } from 'electron';
import type { Action } from '../ipc/actions.ts';
import { PUSHES, type Role } from '../ipc/contract.ts';
import { DONE, type Reply, refused } from '../ipc/reply.ts';
import type { Gate, ReviewState } from '../ipc/shell-state.ts';
import type { StationConfig } from '../ipc/station-config.ts';
import type { ReviewView, ScanView, ViewUpdate } from '../ipc/views.ts';
import { BUILD } from './build-kind.ts';
import { isOlderThanPinned, PINNED_ELECTRON_MAJOR } from './electron-version.ts';
import { judgeGate, stationNotices } from './gate.ts';
import { confirmNatively } from './native-confirm.ts';
import { interfacesUp } from './network-interfaces.ts';
import type { Sessions } from './sessions.ts';
import { type SignerProcess, startSignerProcess } from './signer-process.ts';
import { openWindow } from './windows.ts';

const NETWORK_CHECK_MS = 3_000;
const SCAN_OFF: ScanView = { step: 'off' };

/**
 * The broker between two windows and one signer process. It holds no secret and decides nothing but whether the gate is open;
 * the scan window exists only while the core has armed a scan, so that afterwards its process, and the camera, are gone.
 */
export class Shell {
  readonly #config: StationConfig;
  readonly #directory: string;
  readonly #windows: Partial<Record<Role, BrowserWindow>> = {};
  #sessions: Sessions | undefined;
  #signer: SignerProcess | undefined;
  #stopped: 'ended' | 'idle' | null = 'ended';
  #network: readonly string[] = [];
  #reviewView: ReviewView | null = null;
  #scanView: ScanView = SCAN_OFF;
  #idleTimer: NodeJS.Timeout | undefined;

  constructor(config: StationConfig, directory: string) {
    this.#config = config;
    this.#directory = directory;
  }

  start(sessions: Sessions): void {
    this.#sessions = sessions;
    this.#network = interfacesUp();
    this.#openReview();
    setInterval(() => this.#checkNetwork(), NETWORK_CHECK_MS).unref();
  }

  /** Ends the process that holds secrets; called when the program quits. */
  stop(): void {
    clearTimeout(this.#idleTimer);
    this.#signer?.kill();
  }

  roleOf(contentsId: number): Role | undefined {
    if (idOf(this.#windows.review) === contentsId) return 'review';
    return idOf(this.#windows.scan) === contentsId ? 'scan' : undefined;
  }

  /** E-31: the scan window alone, and only while a scan is armed. */
  cameraHolder(): number | undefined {
    return this.#scanView.step === 'armed' ? idOf(this.#windows.scan) : undefined;
  }

  async forward(action: Action): Promise<Reply> {
    this.#checkNetwork();
    const gate = this.#gate();
    if (gate.kind === 'closed') return refused(gate.code, gate.message);
    if (this.#signer === undefined) return refused('NOT_STARTED', 'The signer is starting. Try again in a moment.');
    this.#touch();
    return this.#signer.request(action);
  }

  /** Starts clean: new process, new windows. The old windows go after the new one is there, so that the program stays. */
  restart(): Reply {
    this.#signer?.kill();
    const old = this.#windows.review;
    this.#closeScan();
    this.#openReview();
    old?.destroy();
    return DONE;
  }

  pushReview(): Reply {
    const state: ReviewState = {
      build: BUILD,
      notices: stationNotices(BUILD, this.#network, {
        version: process.versions.electron,
        pinnedMajor: PINNED_ELECTRON_MAJOR,
        isOld: isOlderThanPinned(process.versions.electron),
      }),
      gate: this.#gate(),
      view: this.#reviewView,
    };
    send(this.#windows.review, PUSHES.review, state);
    return DONE;
  }

  pushScan(): Reply {
    send(this.#windows.scan, PUSHES.scan, this.#scanView);
    return DONE;
  }

  #gate(): Gate {
    return judgeGate({ build: BUILD, interfacesUp: this.#network, stopped: this.#stopped });
  }

  #startSigner(): void {
    const signer = startSignerProcess(join(this.#directory, 'signer.cjs'), this.#config, {
      onView: (update) => this.#show(update),
      onConfirm: (question) => confirmNatively(this.#windows.review, question),
      onStopped: () => this.#signerStopped(signer),
      onOutput: (text) => {
        if (BUILD === 'test') process.stderr.write(`[signer] ${text}`);
      },
    });
    this.#signer = signer;
    this.#touch();
  }

  #signerStopped(signer: SignerProcess): void {
    if (this.#signer !== signer) return;
    this.#signer = undefined;
    this.#stopped ??= 'ended';
    this.#closeScan();
    this.pushReview();
  }

  #show(update: ViewUpdate): void {
    if (update.page === 'review') {
      this.#reviewView = update.view;
      this.pushReview();
      return;
    }
    this.#scanView = update.view;
    if (update.view.step === 'off') this.#closeScan();
    else if (this.#windows.scan === undefined) this.#openScan();
    else this.pushScan();
  }

  /** The signer process starts when its window is drawn: the two would share the processors, and people wait for the window. */
  #openReview(): void {
    if (this.#sessions === undefined) return;
    this.#reviewView = null;
    this.#stopped = null;
    const window = openWindow('review', this.#sessions.review, this.#directory, () => this.restart());
    this.#windows.review = window;
    window.once('ready-to-show', () => {
      if (this.#windows.review === window) this.#startSigner();
    });
    window.on('closed', () => {
      if (this.#windows.review !== window) return;
      delete this.#windows.review;
      this.#closeScan();
    });
  }

  #openScan(): void {
    if (this.#sessions === undefined) return;
    const onLost = (lost: BrowserWindow) => lost.destroy();
    const window = openWindow('scan', this.#sessions.scan, this.#directory, onLost, this.#windows.review);
    this.#windows.scan = window;
    window.on('closed', () => {
      if (this.#windows.scan !== window) return;
      delete this.#windows.scan;
      if (this.#scanView.step === 'armed') void this.forward({ type: 'scan-cancelled' });
    });
  }

  /** Destroys the window and with it its process: a page that is gone cannot keep the camera. */
  #closeScan(): void {
    const window = this.#windows.scan;
    this.#scanView = SCAN_OFF;
    delete this.#windows.scan;
    window?.destroy();
  }

  #checkNetwork(): void {
    const now = interfacesUp();
    if (now.join() === this.#network.join()) return;
    this.#network = now;
    this.pushReview();
  }

  /** Kill to forget: without an action for the configured time the process that knows secrets is ended. */
  #touch(): void {
    clearTimeout(this.#idleTimer);
    this.#idleTimer = setTimeout(() => {
      this.#stopped = 'idle';
      this.#signer?.kill();
    }, this.#config.lockAfterMinutes * 60_000);
  }
}

function idOf(window: BrowserWindow | undefined): number | undefined {
  return window === undefined || window.isDestroyed() ? undefined : window.webContents.id;
}

function send(window: BrowserWindow | undefined, channel: string, payload: unknown): void {
  if (window !== undefined && !window.isDestroyed()) window.webContents.send(channel, payload);
}
