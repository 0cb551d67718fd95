import { refuseUnless } from '@vieraugen/shared/bytes';
import type { Decision } from '../../ipc/actions.ts';
import type { JudgedItem } from '../open-request.ts';
import { readable } from './readable-name.ts';

/** The payments that one officer refused, in ascending order. */
export type Refusals = readonly { readonly index: number; readonly reason: string }[];

/**
 * What an officer decided: every payment that can be signed exactly once, and no other. Nothing is approved by silence.
 *
 * Refuses with DECISION_MISSING, DECISION_UNEXPECTED or a reason that cannot be read.
 */
export function checkDecisions(decisions: readonly Decision[], items: readonly JudgedItem[]): Refusals {
  const open = items.filter((item) => !item.refusal).map((item) => item.index);
  const decided = decisions.map((decision) => decision.index);
  refuseUnless(
    new Set(decided).size === decided.length && decided.every((index) => open.includes(index)),
    'DECISION_UNEXPECTED',
    'A payment was decided twice, or one that cannot be signed. Read the request again.',
  );
  refuseUnless(
    decided.length === open.length,
    'DECISION_MISSING',
    'A payment is not decided yet: approve or refuse each of them.',
  );
  return decisions
    .flatMap((decision) => {
      if (decision.answer === 'approve') return [];
      return [{ index: decision.index, reason: readable(decision.reason, 'reason of the refusal', 200) }];
    })
    .sort((a, b) => a.index - b.index);
}
