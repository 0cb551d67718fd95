import { fromHex } from '@vieraugen/shared/bytes';
import { parseAddress } from '@vieraugen/shared/chains/evm';
import { encodeIntent, intentDigest, type WithdrawalIntent } from '@vieraugen/shared/protocol';
import type { WithdrawalView } from './withdrawals-api.ts';

/** The vault id in intents of hot wallets, which belong to no vault (docs/protocol.md). */
const NO_VAULT = new Uint8Array(16);

/**
 * The intent of a withdrawal, made again from exactly the values that the page shows. Its digest is what a passkey signs:
 * if it equals the challenge, nobody can have put another amount or address behind it than the one on the screen.
 */
export function intentOfView(withdrawal: WithdrawalView, walletKeyId: string): WithdrawalIntent {
  return {
    withdrawalId: bytesOfUuid(withdrawal.id),
    vaultId: withdrawal.vaultId === null ? NO_VAULT : bytesOfUuid(withdrawal.vaultId),
    chain: withdrawal.chain,
    keyId: bytesOfUuid(walletKeyId),
    token: withdrawal.token === null ? new Uint8Array(0) : parseAddress(withdrawal.token),
    destination: parseAddress(withdrawal.destination),
    amount: BigInt(withdrawal.amount),
    maxFee: BigInt(withdrawal.maxFee),
    requestedBy: bytesOfUuid(withdrawal.requestedBy.id),
    createdAt: secondsOf(withdrawal.createdAt),
    expiresAt: secondsOf(withdrawal.expiresAt),
    policyDigest: fromHex(withdrawal.policyDigest),
  };
}

/** The digest of {@link intentOfView}. */
export function digestOfView(withdrawal: WithdrawalView, walletKeyId: string): Uint8Array {
  return intentDigest(encodeIntent(intentOfView(withdrawal, walletKeyId)));
}

function bytesOfUuid(uuid: string): Uint8Array {
  return fromHex(uuid.replaceAll('-', ''));
}

function secondsOf(iso: string): number {
  return Math.floor(Date.parse(iso) / 1000);
}
