import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { AppError } from '../http/app-error.ts';
import type { KmsKeys } from './kms-keys.ts';

/** Where a sealed value is stored. It opens nowhere else. */
export type Place = { readonly table: string; readonly column: string; readonly row: string };

/** A value at rest: AES-256-GCM under a data key of its own, which KMS wraps. */
export type SealedData = { readonly wrappedDataKey: Uint8Array; readonly ciphertext: Uint8Array };

const NONCE_LENGTH = 12;
const TAG_LENGTH = 16;

export async function sealData(kms: KmsKeys, keyArn: string, place: Place, plaintext: Uint8Array): Promise<SealedData> {
  const key = await kms.generateDataKey(keyArn, place);
  const nonce = randomBytes(NONCE_LENGTH);
  const cipher = createCipheriv('aes-256-gcm', key.plaintext, nonce).setAAD(bindingOf(place));
  const ciphertext = Buffer.concat([nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
  key.plaintext.fill(0);
  return { wrappedDataKey: key.wrapped, ciphertext };
}

/** Refuses with SEALED_DATA_INVALID what was changed, or sealed for another place. */
export async function openSealedData(
  kms: KmsKeys,
  keyArn: string,
  place: Place,
  sealed: SealedData,
): Promise<Uint8Array> {
  const key = await kms.unwrapDataKey(keyArn, sealed.wrappedDataKey, place);
  const { ciphertext } = sealed;
  const end = ciphertext.length - TAG_LENGTH;
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, ciphertext.subarray(0, NONCE_LENGTH), {
      authTagLength: TAG_LENGTH,
    })
      .setAAD(bindingOf(place))
      .setAuthTag(ciphertext.subarray(end));
    return Buffer.concat([decipher.update(ciphertext.subarray(NONCE_LENGTH, end)), decipher.final()]);
  } catch (cause) {
    throw new AppError('SEALED_DATA_INVALID', 'Sealed data was changed or moved: it does not open.', { cause });
  } finally {
    key.fill(0);
  }
}

/** `table|column|row`; none of our table and column names contains a bar. */
function bindingOf({ table, column, row }: Place): Buffer {
  return Buffer.from(`${table}|${column}|${row}`);
}
