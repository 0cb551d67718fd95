import type { ReviewView } from './views.ts';

/** Something the officers must always see at the foot of the review window. */
export interface Notice {
  readonly code: string;
  readonly message: string;
}

/** Whether actions reach the signer at all; main closes the gate, the core knows nothing of it. */
export type Gate =
  | { readonly kind: 'open' }
  | { readonly kind: 'closed'; readonly code: string; readonly message: string; readonly canRestart: boolean };

/** All that the review window draws. */
export interface ReviewState {
  readonly build: 'test' | 'release';
  readonly notices: readonly Notice[];
  readonly gate: Gate;
  /** Null until the signer process has told its first view. */
  readonly view: ReviewView | null;
}
