import {
  type PublicKeyCredentialCreationOptionsJSON,
  type RegistrationResponseJSON,
  startRegistration,
} from '@simplewebauthn/browser';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { fingerprintWords } from '@vieraugen/shared/bytes';
import { useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import type { EnrolledView } from '../../../../src/features/accounts/accounts.schemas.ts';
import { bytesOfBase64Url } from '../../api/base64url.ts';
import { isProblem, request } from '../../api/client.ts';
import { type Role, SESSION_KEY, type Session } from '../../api/session.ts';
import { Button } from '../../ui/button.tsx';
import { Facts } from '../../ui/facts.tsx';
import { TextField } from '../../ui/field.tsx';
import { Icon } from '../../ui/icon.tsx';
import { ErrorPanel, Notice } from '../../ui/notice.tsx';
import { passkeyError } from '../../ui/passkey-error.ts';
import { Skeleton } from '../../ui/states.tsx';
import { compressedKeyOfSpki, digestOfAccount } from './account-words.ts';
import { Door } from './door.tsx';
import { roleNames } from './role-names.ts';
import { SignInButton } from './sign-in-page.tsx';
import { useSignIn } from './use-sign-in.ts';
import { WaitingPanel } from './waiting-panel.tsx';

type Enrolment = {
  readonly name: string;
  readonly roles: readonly Role[];
  readonly options: PublicKeyCredentialCreationOptionsJSON;
};

/** Where a one-time link leads. Its token stands behind the #, which browsers keep to themselves. */
export function EnrolPage() {
  const token = location.hash.slice(1);
  const [enrolled, setEnrolled] = useState<Enrolled>();
  useEffect(() => {
    document.title = 'Take up your invitation · Vieraugen';
  }, []);
  if (enrolled !== undefined) return <Waiting enrolled={enrolled} />;
  return (
    <Door title="Take up your invitation">
      {token === '' ? (
        <Notice tone="bad" title="This link is not complete">
          Open the whole link that you were given, with everything after the #.
        </Notice>
      ) : (
        <Invitation token={token} onEnrolled={setEnrolled} />
      )}
    </Door>
  );
}

/** The last screen of who was invited: their words, and the door that opens once they are confirmed. */
function Waiting({ enrolled }: { readonly enrolled: Enrolled }) {
  const [, navigate] = useLocation();
  const signingIn = useSignIn(() => navigate('/', { replace: true }));
  return (
    <Door title="Your passkey is made">
      {enrolled.isSame ? (
        <WaitingPanel words={enrolled.words} />
      ) : (
        <Notice tone="bad" title="Do not go on: another passkey than yours arrived">
          The coordinator shows words that are not those of the passkey that you just made. Tell an administrator, and
          have your account refused. <span className="code">PASSKEY_MISMATCH</span>
        </Notice>
      )}
      {signingIn.isError && <ErrorPanel error={passkeyError(signingIn.error)} />}
      {enrolled.isSame && <SignInButton signingIn={signingIn} label="Sign in" />}
    </Door>
  );
}

type OnEnrolled = (enrolled: Enrolled) => void;

function Invitation({ token, onEnrolled }: { readonly token: string; readonly onEnrolled: OnEnrolled }) {
  const invitation = useQuery({
    queryKey: ['invitation', token],
    queryFn: () => readInvitation(token),
    refetchInterval: false,
    refetchOnWindowFocus: false,
  });
  if (invitation.isError) return <ErrorPanel error={invitation.error} onRetry={() => void invitation.refetch()} />;
  if (invitation.data === undefined) return <Skeleton lines={3} />;
  return <EnrolForm token={token} invited={invitation.data} onEnrolled={onEnrolled} />;
}

type Invited = { readonly name: string | undefined; readonly roles: readonly Role[] };

/** The founders were invited by nobody, so the API asks for their name. */
async function readInvitation(token: string): Promise<Invited> {
  try {
    return await request<Enrolment>('POST', '/v1/enrolment/options', { body: { token } });
  } catch (error) {
    if (isProblem(error, 'REQUEST_INVALID')) return { name: undefined, roles: ['administrator'] };
    throw error;
  }
}

function EnrolForm(props: { readonly token: string; readonly invited: Invited; readonly onEnrolled: OnEnrolled }) {
  const { token, invited } = props;
  const [ownName, setOwnName] = useState('');
  const [, navigate] = useLocation();
  const queries = useQueryClient();
  const enrolling = useMutation({
    mutationFn: () => enrol(token, invited.name === undefined ? ownName.trim() : undefined),
    onSuccess: ({ account, enrolled }) => {
      if (enrolled !== undefined) return props.onEnrolled(enrolled);
      queries.clear();
      queries.setQueryData<Session>(SESSION_KEY, { id: account.id, name: account.name, roles: account.roles });
      return navigate('/', { replace: true });
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

/** What a person who waits for their confirmation is shown; undefined for a founder, who is inside. */
type Enrolled = {
  readonly words: readonly string[];
  /** The words are those of the passkey that this browser made. */
  readonly isSame: boolean;
};

async function enrol(
  token: string,
  ownName: string | undefined,
): Promise<{ readonly account: EnrolledView; readonly enrolled: Enrolled | undefined }> {
  const who = ownName === undefined ? { token } : { token, name: ownName };
  const { options } = await request<Enrolment>('POST', '/v1/enrolment/options', { body: who });
  const credential = await startRegistration({ optionsJSON: options });
  const account = await request<EnrolledView>('POST', '/v1/enrolment', { body: { ...who, credential } });
  const { words } = account;
  if (words === null) return { account, enrolled: undefined };
  return { account, enrolled: { words, isSame: isOfPasskey(words, account, credential) } };
}

/** Computed again here, where the passkey was made. A browser that tells no public key leaves it to the other person. */
function isOfPasskey(words: readonly string[], account: EnrolledView, credential: RegistrationResponseJSON): boolean {
  const { publicKey: spki } = credential.response;
  const publicKey = spki === undefined ? undefined : compressedKeyOfSpki(bytesOfBase64Url(spki));
  if (publicKey === undefined) return spki === undefined;
  const digest = digestOfAccount(account, { credentialId: bytesOfBase64Url(credential.id), publicKey });
  return fingerprintWords(digest).join(' ') === words.join(' ');
}
