import { foreignWalletDigest } from '@vieraugen/shared/approvals';
import { toHex } from '@vieraugen/shared/bytes';
import { toChecksumAddress } from '@vieraugen/shared/chains/evm';
import type { Tx } from '../../db/schema.ts';
import { AppError } from '../../http/app-error.ts';
import { type AccountPrincipal, actorOf } from '../../http/principal.ts';
import { administratorAssertionOptions, uuidBytes, verifyAdministratorAssertion } from '../accounts/index.ts';
import { appendAudit } from '../audit/index.ts';
import type { CustodyServices } from '../custody-services.ts';
import type { AssertionOptions, PasskeyAssertion } from '../wire.schemas.ts';
import { getWallet, lockWallet, type Wallet } from './wallet.repository.ts';

type Deps = Pick<CustodyServices, 'db' | 'webauthn'>;

/** What another administrator's passkey signs to confirm a foreign wallet. */
export async function readWalletConfirmation(deps: Deps, who: AccountPrincipal, id: string): Promise<AssertionOptions> {
  const digest = digestToConfirm(who, await getWallet(deps.db, id));
  return administratorAssertionOptions(deps, who, digest);
}

/**
 * The second pair of eyes on somebody else's device: they saw its address on the device's own screen. Before, nothing is
 * asked of it and nobody should pay to it. Its row is held, so that of two who confirm at once one is the first.
 */
export async function confirmForeignWallet(
  webauthn: Deps['webauthn'],
  tx: Tx,
  who: AccountPrincipal,
  input: { readonly id: string; readonly assertion: PasskeyAssertion },
): Promise<Wallet> {
  await lockWallet(tx, (await getWallet(tx, input.id)).id);
  const wallet = await getWallet(tx, input.id);
  const digest = digestToConfirm(who, wallet);
  const signed = await verifyAdministratorAssertion(tx, webauthn, { who, digest, assertion: input.assertion });
  await tx
    .insertInto('wallet_confirmations')
    .values({ wallet_id: wallet.id, confirmed_by: who.id, ...signed })
    .execute();
  appendAudit(tx, {
    actor: actorOf(who),
    action: 'wallet.foreign-confirmed',
    subject: `wallet:${wallet.id}`,
    detail: {
      address: toChecksumAddress(wallet.address),
      digest: toHex(digest),
      registeredBy: wallet.registeredBy,
      signedWith: toHex(signed.credential_id),
    },
  });
  return getWallet(tx, wallet.id);
}

/** Throws WALLET_STATE or WALLET_BY_REGISTRAR. */
function digestToConfirm(who: AccountPrincipal, wallet: Wallet): Uint8Array {
  const { custody } = wallet;
  if (custody.kind !== 'foreign' || wallet.confirmedBy !== undefined) {
    throw new AppError('WALLET_STATE', 'This wallet does not wait for a confirmation.');
  }
  if (wallet.registeredBy === who.id) {
    const message = 'You registered this wallet: another administrator has to compare its address with the device.';
    throw new AppError('WALLET_BY_REGISTRAR', message);
  }
  const { path, fingerprint, deviceName } = custody.device;
  return foreignWalletDigest({
    walletId: uuidBytes(wallet.id),
    name: wallet.name,
    address: wallet.address,
    path,
    fingerprint,
    deviceName,
    registeredBy: uuidBytes(wallet.registeredBy),
  });
}
