import { KMSServiceException } from '@aws-sdk/client-kms';
import { AppError } from '../http/app-error.ts';

/** A key that KMS will not use until a human does something. */
const UNUSABLE = new Set([
  'NotFoundException',
  'DisabledException',
  'KMSInvalidStateException',
  'InvalidKeyUsageException',
  'AccessDeniedException',
]);
/** What we asked cannot be right: a ciphertext that was changed, or bound to something else. */
const REFUSED = new Set(['InvalidCiphertextException', 'IncorrectKeyException']);

/** Turns what the SDK throws, after its own retries, into one of our codes. */
export async function kmsError<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (cause) {
    const name = cause instanceof KMSServiceException ? cause.name : '';
    if (UNUSABLE.has(name)) {
      throw new AppError('KMS_KEY_UNUSABLE', `KMS refuses to use a key (${name}): check its state and policy.`, {
        cause,
      });
    }
    if (REFUSED.has(name)) {
      throw new AppError('SEALED_DATA_INVALID', 'Sealed data was changed or moved: KMS does not open it.', { cause });
    }
    throw new AppError('KMS_UNAVAILABLE', 'The key management service does not answer. Try again shortly.', { cause });
  }
}
