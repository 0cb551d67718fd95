import { toHex } from '@vieraugen/shared/bytes';
import { checkPinned } from '../../kms/kms-keys.ts';
import type { CustodyServices } from '../custody-services.ts';
import { listWallets } from './wallet.repository.ts';

/** At start: throws KMS_ANSWER_WRONG unless KMS still has the public key that was pinned for every hot wallet. */
export async function checkHotKeys({ db, kms, logger }: Pick<CustodyServices, 'db' | 'kms' | 'logger'>): Promise<void> {
  for (const { id, custody } of await listWallets(db)) {
    if (custody.kind !== 'hot') continue;
    await checkPinned(kms, custody.key);
    logger.debug({ wallet: id, publicKey: toHex(custody.key.publicKey) }, 'hot key is the pinned one');
  }
}
