import type { WithdrawalState } from './withdrawal-states.ts';

/** Why a withdrawal ended, or what its next step waits for. */
export type Reason = { readonly code: string; readonly message: string };

export type Withdrawal = {
  readonly id: string;
  readonly walletId: string;
  readonly state: WithdrawalState;
  /** The exact bytes that people approve; the fields below repeat what they say. */
  readonly intent: Uint8Array;
  readonly intentDigest: Uint8Array;
  readonly chain: string;
  readonly token: Uint8Array;
  readonly destination: Uint8Array;
  readonly amount: bigint;
  readonly maxFee: bigint;
  readonly policyDigest: Uint8Array;
  readonly requestedBy: { readonly id: string; readonly kind: 'account' | 'api-key' };
  readonly reference: string | undefined;
  readonly gasLimit: bigint;
  readonly approvalsNeeded: number;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly updatedAt: Date;
  /** Seconds since the epoch until which the signer may still sign it; Infinity once it did. */
  readonly atSignerUntil: number | undefined;
  readonly reason: Reason | undefined;
};

/** How the audit log names a withdrawal. */
export function subjectOf(withdrawal: { readonly id: string }): string {
  return `withdrawal:${withdrawal.id}`;
}

export function isExpired(withdrawal: Withdrawal, now: number): boolean {
  return withdrawal.expiresAt.getTime() <= now * 1000;
}
