import { randomUUID } from 'node:crypto';
import { equalBytes, fromHex, taggedDigest, toHex } from '@vieraugen/shared/bytes';
import { addressOfPublicKey, parseAddress, toChecksumAddress } from '@vieraugen/shared/chains/evm';
import { decodeDeviceKeys, deviceAccount, formatPath, hasManyAccounts, parsePath } from '@vieraugen/shared/eip4527';
import type { Tx } from '../../db/schema.ts';
import { AppError } from '../../http/app-error.ts';
import { type AccountPrincipal, actorOf } from '../../http/principal.ts';
import { appendAudit } from '../audit/index.ts';
import { getForeignPolicy } from '../policies/index.ts';
import { scannedBytes } from '../wire.ts';
import { type ForeignKey, insertWallet, type Wallet } from './wallet.repository.ts';
import type { RegisterForeignWallet } from './wallets.schemas.ts';

/** No key of a device takes more. */
const MAX_KEYS_LENGTH = 16_384;

type Found = {
  readonly address: Uint8Array;
  readonly publicKey: Uint8Array | undefined;
  readonly device: ForeignKey;
};

/**
 * Registers an account of a device that is not ours. What was scanned is worth no more than what was typed: nothing proves
 * that the device has the key until it signs; so the address is compared with the device's screen by a person.
 *
 * Throws FOREIGN_WALLETS_OFF, WALLET_ADDRESS_DIFFERS or WALLET_EXISTS; refuses what the readers of shared/eip4527 do.
 */
export async function registerForeignWallet(
  tx: Tx,
  who: AccountPrincipal,
  input: RegisterForeignWallet,
): Promise<Wallet> {
  await getForeignPolicy(tx);
  const { address, publicKey, device } = input.how === 'scanned' ? scannedAccount(input) : typedAccount(input);
  const id = randomUUID();
  const wallet = await insertWallet(tx, {
    id,
    name: input.name,
    keyId: foreignKeyId(address),
    publicKey,
    address,
    createdBy: who.id,
    origin: { kind: 'foreign', device },
  });
  appendAudit(tx, {
    actor: actorOf(who),
    action: 'wallet.foreign-registered',
    subject: `wallet:${id}`,
    detail: {
      address: toChecksumAddress(address),
      publicKey: publicKey === undefined ? '' : toHex(publicKey),
      device: device.deviceName,
      derivationPath: device.path,
      sourceFingerprint: toHex(device.fingerprint),
      how: input.how,
    },
  });
  return wallet;
}

/** How intents name the key: made of the address, because that is all that a signature of it is judged by. */
function foreignKeyId(address: Uint8Array): Uint8Array {
  return taggedDigest('vieraugen/1 foreign key', address).slice(0, 16);
}

/** Of the keys that were shown, the account whose address the person compared with the device's screen. */
function scannedAccount(input: Extract<RegisterForeignWallet, { how: 'scanned' }>): Found {
  const bytes = scannedBytes({ urType: input.urType, maxLength: MAX_KEYS_LENGTH }, input.scanned);
  const expected = parseAddress(input.address);
  for (const key of decodeDeviceKeys(input.urType, bytes)) {
    const { address, publicKey, key: origin } = deviceAccount(key, hasManyAccounts(key) ? input.accountNumber : 0);
    if (!equalBytes(address, expected)) continue;
    const { path, fingerprint } = origin;
    return { address, publicKey, device: { path: formatPath(path), fingerprint, deviceName: key.name ?? 'Device' } };
  }
  throw addressDiffers('The scanned key does not lead to this address. Check the account’s number on the device.');
}

function typedAccount(input: Extract<RegisterForeignWallet, { how: 'typed' }>): Found {
  const address = parseAddress(input.address);
  const publicKey = input.publicKey === undefined ? undefined : fromHex(input.publicKey);
  if (publicKey !== undefined && !equalBytes(addressOfPublicKey(publicKey), address)) {
    throw addressDiffers('This address is not that of the public key. Copy both again from the device.');
  }
  const device = {
    path: formatPath(parsePath(input.derivationPath)),
    fingerprint: fromHex(input.sourceFingerprint),
    deviceName: input.deviceName,
  };
  return { address, publicKey, device };
}

function addressDiffers(message: string): AppError {
  return new AppError('WALLET_ADDRESS_DIFFERS', message);
}
