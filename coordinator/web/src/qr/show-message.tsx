import { useMemo } from 'react';
import { bytesOfBase64Url } from '../api/base64url.ts';
import { Loaded } from '../ui/states.tsx';
import { ShowQr } from './show-qr.tsx';
import { useMessage } from './use-message.ts';

/** A message of the API as QR codes for the signer. */
export function ShowMessage({ path, urType }: { readonly path: string; readonly urType: string }) {
  const message = useMessage(path);
  return <Loaded query={message}>{(data) => <Shown text={data.message} urType={urType} />}</Loaded>;
}

function Shown({ text, urType }: { readonly text: string; readonly urType: string }) {
  const bytes = useMemo(() => bytesOfBase64Url(text), [text]);
  return <ShowQr urType={urType} message={bytes} />;
}
