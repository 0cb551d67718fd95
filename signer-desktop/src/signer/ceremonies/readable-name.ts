import { refuseUnless } from '@vieraugen/shared/bytes';
import { readableText } from '@vieraugen/shared/cbor';

/**
 * A name or a reason that a person typed, without the spaces around it. Refuses with MESSAGE_FIELD_INVALID what hides,
 * reorders or breaks a line, so that names show what they say wherever they are shown.
 */
export function readable(text: string, what: string, max = 80): string {
  const trimmed = text.trim();
  refuseUnless(trimmed.length > 0, 'TEXT_EMPTY', `Write the ${what} first.`);
  return readableText(max).decode(trimmed, what);
}
