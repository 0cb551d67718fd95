import { Notice } from '../../ui/notice.tsx';
import { Words } from '../../ui/words.tsx';

/** For who has a passkey and is nobody yet: what they read to whom, and what happens then. */
export function WaitingPanel({ words }: { readonly words: readonly string[] }) {
  return (
    <>
      <p>
        Read these eight words to the administrator who confirms you: not the one who invited you, but another. They see
        the same words only if your passkey is the one that arrived.
      </p>
      <Words words={words} label="Your words" isNarrow />
      <Notice tone="info" title="Until then your account can do nothing">
        Meet or call them, and do not send the words in writing. Once they have confirmed you, sign in.
      </Notice>
    </>
  );
}
