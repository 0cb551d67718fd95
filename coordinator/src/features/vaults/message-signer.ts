import type { EnvelopeSigner } from '@vieraugen/shared/cose';
import type { CustodyServices } from '../custody-services.ts';

/**
 * The identity key as the signer of our messages. Each digest is committed to `approved_digests` before KMS is asked, in a
 * transaction of its own: KMS's log of use never holds a signature that we cannot account for.
 */
export async function messageSigner(
  services: Pick<CustodyServices, 'db' | 'kms' | 'identityKey'>,
): Promise<EnvelopeSigner> {
  const key = await services.identityKey();
  return {
    publicKey: key.publicKey,
    signDigest: async (digest) => {
      await services.db
        .insertInto('approved_digests')
        .values({ digest, key_arn: key.keyArn, purpose: 'message', withdrawal_id: null })
        .execute();
      return services.kms.signIdentity(key, digest);
    },
  };
}
