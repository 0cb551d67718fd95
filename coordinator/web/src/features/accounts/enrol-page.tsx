import { type PublicKeyCredentialCreationOptionsJSON, startRegistration } from '@simplewebauthn/browser';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import { isProblem, request } from '../../api/client.ts';
import { type Role, SESSION_KEY, type Session } from '../../api/session.ts';
import { Button } from '../../ui/button.tsx';
import { Facts } from '../../ui/facts.tsx';
import { TextField } from '../../ui/field.tsx';
import { Icon } from '../../ui/icon.tsx';
import { ErrorPanel, Notice } from '../../ui/notice.tsx';
import { passkeyError } from '../../ui/passkey-error.ts';
import { Skeleton } from '../../ui/states.tsx';
import { Door } from './door.tsx';
import { roleNames } from './role-names.ts';

type Enrolment = {
  readonly name: string;
  readonly roles: readonly Role[];
  readonly options: PublicKeyCredentialCreationOptionsJSON;
};

/** Where a one-time link leads. Its token stands behind the #, which browsers keep to themselves. */
export function EnrolPage() {
  const token = location.hash.slice(1);
  useEffect(() => {
    document.title = 'Take up your invitation · Vieraugen';
  }, []);
  return (
    <Door title="Take up your invitation">
      {token === '' ? (
        <Notice tone="bad" title="This link is not complete">
          Open the whole link that you were given, with everything after the #.
        </Notice>
      ) : (
        <Invitation token={token} />
      )}
    </Door>
  );
}

function Invitation({ token }: { readonly token: string }) {
  const invitation = useQuery({
    queryKey: ['invitation', token],
    queryFn: () => readInvitation(token),
    refetchInterval: false,
    refetchOnWindowFocus: false,
  });
  if (invitation.isError) return <ErrorPanel error={invitation.error} onRetry={() => void invitation.refetch()} />;
  if (invitation.data === undefined) return <Skeleton lines={3} />;
  return <EnrolForm token={token} invited={invitation.data} />;
}

type Invited = { readonly name: string | undefined; readonly roles: readonly Role[] };

/** The first administrator was invited by nobody, so the API asks for their name. */
async function readInvitation(token: string): Promise<Invited> {
  try {
    return await request<Enrolment>('POST', '/v1/enrolment/options', { body: { token } });
  } catch (error) {
    if (isProblem(error, 'REQUEST_INVALID')) return { name: undefined, roles: ['administrator'] };
    throw error;
  }
}

function EnrolForm({ token, invited }: { readonly token: string; readonly invited: Invited }) {
  const [ownName, setOwnName] = useState('');
  const [, navigate] = useLocation();
  const queries = useQueryClient();
  const enrolling = useMutation({
    mutationFn: () => enrol(token, invited.name === undefined ? ownName.trim() : undefined),
    onSuccess: (session) => {
      queries.clear();
      queries.setQueryData(SESSION_KEY, session);
      navigate('/', { replace: true });
    },
  });
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        enrolling.mutate();
      }}
    >
      {invited.name === undefined ? (
        <TextField
          label="Your name"
          value={ownName}
          onChange={setOwnName}
          maxLength={80}
          hint="As colleagues know you"
        />
      ) : (
        <Facts facts={[{ label: 'Name', value: <strong>{invited.name}</strong> }]} />
      )}
      <Facts facts={[{ label: 'Roles', value: roleNames(invited.roles) }]} />
      <p className="soft">
        Your passkey stays on your device or security key. You sign in with it and, if you approve payments, sign each
        approval with it.
      </p>
      {enrolling.isError && <ErrorPanel error={passkeyError(enrolling.error)} />}
      <Button
        type="submit"
        look="primary"
        size="large"
        busy={enrolling.isPending}
        disabled={invited.name === undefined && ownName.trim() === ''}
      >
        <Icon name="passkey" />
        Create passkey
      </Button>
    </form>
  );
}

async function enrol(token: string, ownName: string | undefined): Promise<Session> {
  const who = ownName === undefined ? { token } : { token, name: ownName };
  const { options } = await request<Enrolment>('POST', '/v1/enrolment/options', { body: who });
  const credential = await startRegistration({ optionsJSON: options });
  const { id, name, roles } = await request<Session>('POST', '/v1/enrolment', { body: { ...who, credential } });
  return { id, name, roles };
}
