import type { ReviewAction, ScanAction } from './actions.ts';
import type { Reply } from './reply.ts';
import type { ReviewState } from './shell-state.ts';
import type { ScanView } from './views.ts';

/** `window.vieraugen` in the review page. */
export interface ReviewBridge {
  act(action: ReviewAction): Promise<Reply>;
  restart(): Promise<Reply>;
  /** Calls back with the state at once and at each change. Called once, by the page's root. */
  onState(listener: (state: ReviewState) => void): Promise<Reply>;
}

/** `window.vieraugen` in the scan page. */
export interface ScanBridge {
  submit(action: ScanAction): Promise<Reply>;
  onState(listener: (view: ScanView) => void): Promise<Reply>;
}
