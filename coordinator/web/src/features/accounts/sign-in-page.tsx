import { useEffect } from 'react';
import { isProblem } from '../../api/client.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { ErrorPanel } from '../../ui/notice.tsx';
import { passkeyError } from '../../ui/passkey-error.ts';
import { Door } from './door.tsx';
import { useSignIn } from './use-sign-in.ts';
import { WaitingPanel } from './waiting-panel.tsx';

export function SignInPage() {
  useEffect(() => {
    document.title = 'Sign in · Vieraugen';
  }, []);
  const signingIn = useSignIn();
  const { error } = signingIn;
  if (isProblem(error, 'ACCOUNT_UNCONFIRMED')) {
    return (
      <Door title="You are not confirmed yet">
        <WaitingPanel words={error.words} />
        <SignInButton signingIn={signingIn} label="Sign in again" />
      </Door>
    );
  }
  return (
    <Door title="Sign in">
      <p className="soft">Use the passkey that you made when you took up your invitation. There is no password.</p>
      {signingIn.isError && <ErrorPanel error={passkeyError(error)} />}
      <SignInButton signingIn={signingIn} label="Sign in with a passkey" />
      <p className="small soft">
        No account yet, or lost your passkey? Ask an administrator for an invitation: a link that works once.
      </p>
    </Door>
  );
}

export function SignInButton(props: { readonly signingIn: ReturnType<typeof useSignIn>; readonly label: string }) {
  const { signingIn } = props;
  return (
    <Button look="primary" size="large" busy={signingIn.isPending} onClick={() => signingIn.mutate()}>
      <Icon name="passkey" />
      {props.label}
    </Button>
  );
}
