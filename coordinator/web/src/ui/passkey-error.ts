import { ApiProblem } from '../api/problem.ts';

/** What a browser throws when a passkey was not used, in words that tell what to do; other errors stay what they are. */
export function passkeyError(error: unknown): unknown {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const advice = cause instanceof Error ? ADVICE[cause.name] : undefined;
  if (advice === undefined) return error;
  return new ApiProblem({ status: 0, code: advice.code, title: 'The passkey was not used', detail: advice.detail });
}

const ADVICE: Readonly<Record<string, { code: string; detail: string }>> = {
  NotAllowedError: {
    code: 'PASSKEY_NOT_USED',
    detail: 'You closed the window, it took too long, or this device has no passkey for this page. Try again.',
  },
  InvalidStateError: {
    code: 'PASSKEY_EXISTS',
    detail: 'This device already has a passkey for this account. Sign in with it instead.',
  },
  SecurityError: {
    code: 'PASSKEY_WRONG_ADDRESS',
    detail:
      'Passkeys work only at the address they were made for, over a connection that the browser trusts. Check the address.',
  },
  NotSupportedError: {
    code: 'PASSKEY_UNSUPPORTED',
    detail: 'This device cannot make a passkey of the kind that is needed (ES256). Use another device or security key.',
  },
};
