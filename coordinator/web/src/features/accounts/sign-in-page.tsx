import { type PublicKeyCredentialRequestOptionsJSON, startAuthentication } from '@simplewebauthn/browser';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { request } from '../../api/client.ts';
import { SESSION_KEY, type Session } from '../../api/session.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { ErrorPanel } from '../../ui/notice.tsx';
import { passkeyError } from '../../ui/passkey-error.ts';
import { Door } from './door.tsx';

export function SignInPage() {
  const queries = useQueryClient();
  useEffect(() => {
    document.title = 'Sign in · Vieraugen';
  }, []);
  const signingIn = useMutation({
    mutationFn: signIn,
    onSuccess: (session) => {
      queries.clear();
      queries.setQueryData(SESSION_KEY, session);
    },
  });
  return (
    <Door title="Sign in">
      <p className="soft">Use the passkey that you made when you took up your invitation. There is no password.</p>
      {signingIn.isError && <ErrorPanel error={passkeyError(signingIn.error)} />}
      <Button look="primary" size="large" busy={signingIn.isPending} onClick={() => signingIn.mutate()}>
        <Icon name="passkey" />
        Sign in with a passkey
      </Button>
      <p className="small soft">
        No account yet, or lost your passkey? Ask an administrator for an invitation: a link that works once.
      </p>
    </Door>
  );
}

async function signIn(): Promise<Session> {
  const optionsJSON = await request<PublicKeyCredentialRequestOptionsJSON>('POST', '/v1/session/options', { body: {} });
  const credential = await startAuthentication({ optionsJSON });
  const { id, name, roles } = await request<Session>('POST', '/v1/session', { body: { credential } });
  return { id, name, roles };
}
