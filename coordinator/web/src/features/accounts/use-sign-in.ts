import { type PublicKeyCredentialRequestOptionsJSON, startAuthentication } from '@simplewebauthn/browser';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { request } from '../../api/client.ts';
import { SESSION_KEY, type Session } from '../../api/session.ts';

/** Signs in with a passkey; whoever draws the page behind the door then finds a session. */
export function useSignIn(onDone?: () => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: signIn,
    onSuccess: (session) => {
      queries.clear();
      queries.setQueryData(SESSION_KEY, session);
      onDone?.();
    },
  });
}

async function signIn(): Promise<Session> {
  const optionsJSON = await request<PublicKeyCredentialRequestOptionsJSON>('POST', '/v1/session/options', { body: {} });
  const credential = await startAuthentication({ optionsJSON });
  const { id, name, roles } = await request<Session>('POST', '/v1/session', { body: { credential } });
  return { id, name, roles };
}
