import { Refusal } from '@vieraugen/shared/bytes';
import { toChecksumAddress } from '@vieraugen/shared/chains/evm';
import { decodeDeviceKeys, deviceAccount, formatPath, hasManyAccounts } from '@vieraugen/shared/eip4527';

export type DeviceKeyType = 'crypto-hdkey' | 'crypto-account';
export type AccountChoice = { readonly number: number; readonly path: string; readonly address: string };

/** As many as a person looks through; further ones are typed. */
const ACCOUNTS_SHOWN = 10;

/** The accounts that a scanned key leads to, or why there are none. */
export function accountsIn(urType: DeviceKeyType, message: Uint8Array): readonly AccountChoice[] | Refusal {
  try {
    return decodeDeviceKeys(urType, message).flatMap((key) => {
      const count = hasManyAccounts(key) ? ACCOUNTS_SHOWN : 1;
      return Array.from({ length: count }, (_, number) => {
        const account = deviceAccount(key, number);
        return { number, path: formatPath(account.key.path), address: toChecksumAddress(account.address) };
      });
    });
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}
