import { bytesOfBase64Url } from '../../api/base64url.ts';

/** Hands a file to the person: request, approvals, answer and what they are judged by, for auditors. */
export function saveBundle(bundle: { readonly fileName: string; readonly bytes: string }): void {
  const url = URL.createObjectURL(new Blob([bytesOfBase64Url(bundle.bytes)], { type: 'application/cbor' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = bundle.fileName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
