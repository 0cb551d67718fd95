import { startAuthentication } from '@simplewebauthn/browser';
import { useState } from 'react';
import type { AssertionOptions, PasskeyAssertion } from '../../../src/features/wire.schemas.ts';
import { passkeyError } from '../ui/passkey-error.ts';
import { useCommand } from './use-command.ts';

type PasskeyCommand = {
  readonly path: string;
  /** Asked for as late as can be: the digest in it is of what is decided now. */
  readonly options: AssertionOptions;
  /** What is sent with the assertion in it; the assertion alone unless told. */
  readonly bodyOf?: (assertion: PasskeyAssertion) => unknown;
};

/** A decision that a passkey signs: asks it to sign the digest of what is decided, and hands the signature in. */
export function usePasskeyCommand<Reply>(onDone?: (reply: Reply) => void) {
  const [notSigned, setNotSigned] = useState<unknown>();
  const [isSigning, setSigning] = useState(false);
  const submitting = useCommand<Reply>(onDone);
  const decide = async ({ path, options, bodyOf = (assertion) => assertion }: PasskeyCommand): Promise<void> => {
    setNotSigned(undefined);
    submitting.reset();
    setSigning(true);
    try {
      const assertion = await signWithPasskey(options);
      submitting.mutate({ path, body: bodyOf(assertion) });
    } catch (error) {
      setNotSigned(passkeyError(error));
    } finally {
      setSigning(false);
    }
  };
  return {
    decide: (command: PasskeyCommand) => void decide(command),
    error: notSigned ?? submitting.error ?? undefined,
    isBusy: isSigning || submitting.isPending,
  };
}

async function signWithPasskey(options: AssertionOptions): Promise<PasskeyAssertion> {
  const { challenge, rpId, allowCredentials, userVerification, timeout } = options;
  const credential = await startAuthentication({
    optionsJSON: { challenge, rpId, allowCredentials, userVerification, timeout },
  });
  return {
    credentialId: credential.id,
    authenticatorData: credential.response.authenticatorData,
    clientDataJson: credential.response.clientDataJSON,
    signature: credential.response.signature,
  };
}
