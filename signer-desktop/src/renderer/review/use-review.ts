import { useCallback, useEffect, useState } from 'react';
import type { ReviewAction } from '../../ipc/actions.ts';
import type { Reply } from '../../ipc/reply.ts';
import type { ReviewState } from '../../ipc/shell-state.ts';
import { bridge } from './bridge.ts';

export type Refused = Extract<Reply, { ok: false }>;

export interface Review {
  /** Null until the first push. */
  readonly state: ReviewState | null;
  /** True while an action is on its way; controls are off meanwhile. */
  readonly busy: boolean;
  /** Why the last action was refused, or null. */
  readonly refusal: Refused | null;
  readonly act: (action: ReviewAction) => void;
  readonly restart: () => void;
}

/** The page's whole connection to the world: states come in, actions go out, one at a time. */
export function useReview(): Review {
  const [state, setState] = useState<ReviewState | null>(null);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refused | null>(null);

  useEffect(() => {
    void bridge.onState(setState);
  }, []);

  const run = useCallback(async (call: () => Promise<Reply>) => {
    setBusy(true);
    const reply = await call();
    setRefusal(reply.ok ? null : reply);
    setBusy(false);
  }, []);
  const act = useCallback((action: ReviewAction) => void run(() => bridge.act(action)), [run]);
  const restart = useCallback(() => void run(() => bridge.restart()), [run]);

  return { state, busy, refusal, act, restart };
}
