/** Every state of a withdrawal. */
export const WITHDRAWAL_STATES = [
  'requested',
  'screening',
  'awaiting-approval',
  'approved',
  'signing',
  'awaiting-ceremony',
  'signed',
  'broadcast',
  'confirmed',
  'rejected',
  'expired',
  'cancelled',
  'failed',
  'replaced',
] as const;
export type WithdrawalState = (typeof WITHDRAWAL_STATES)[number];

/**
 * The legal moves; nothing else happens to a withdrawal. Once `signed`, a transaction may be on the chain: from there it
 * cannot be cancelled, rejected or expire. The table `withdrawal_moves` in the database has the same moves.
 */
export const MOVES: Readonly<Record<WithdrawalState, readonly WithdrawalState[]>> = {
  requested: ['screening', 'expired', 'cancelled'],
  screening: ['awaiting-approval', 'rejected', 'expired', 'cancelled'],
  'awaiting-approval': ['approved', 'rejected', 'expired', 'cancelled'],
  approved: ['signing', 'awaiting-ceremony', 'expired', 'cancelled'],
  signing: ['signed', 'failed', 'expired'],
  'awaiting-ceremony': ['signed', 'rejected', 'failed', 'expired', 'cancelled'],
  signed: ['broadcast', 'replaced'],
  broadcast: ['confirmed', 'failed', 'replaced'],
  confirmed: [],
  rejected: [],
  expired: [],
  cancelled: [],
  failed: [],
  replaced: [],
};

/** States from which nothing follows. */
export const FINAL_STATES: readonly WithdrawalState[] = WITHDRAWAL_STATES.filter((state) => MOVES[state].length === 0);

/** Final states in which nothing was paid. */
export const UNPAID_STATES: readonly WithdrawalState[] = ['rejected', 'expired', 'cancelled', 'failed', 'replaced'];

export function isLegalMove(from: WithdrawalState, to: WithdrawalState): boolean {
  return MOVES[from].includes(to);
}
