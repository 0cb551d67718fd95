import type { ApiProblem } from '../api/problem.ts';

/** What the person can do, where the API's own sentence does not say it already. */
const BY_CODE: Readonly<Record<string, string>> = {
  ROLE_MISSING: 'Ask somebody with that role, or an administrator if you should have it.',
  CONFIRMATION_BY_INVITER: 'Tell another administrator that this waits for them, on the page Accounts.',
  POLICY_BY_PROPOSER: 'Ask another administrator to open this policy and to put it in force.',
  PAIRING_BY_OFFERER: 'Ask another administrator to open this pairing, on the page Vaults.',
  WALLET_BY_REGISTRAR: 'Ask another administrator to open this wallet, with the device at hand.',
  ACCOUNT_STATE: 'Somebody else decided in the meantime. Look at the page Accounts.',
  APPROVAL_WRONG_CHALLENGE: 'It changed while you decided. Reload this page, read it again, and decide anew.',
  INTERNAL: 'Give the request number below to an administrator; the log has more under it.',
  WITHDRAWAL_STATE: 'It moved on in the meantime. Look at it again before you decide.',
  RATE_LIMITED: 'Wait a minute, then try again.',
  POLICY_MISSING: 'An administrator has to put a policy in force first, on the page Policies.',
  FOREIGN_WALLETS_OFF: 'They have no officers behind them, so they are off until a policy of their own limits them.',
  RPC_UNAVAILABLE: 'The chain’s nodes do not answer. Nothing is lost: try again in a moment.',
  KMS_UNAVAILABLE: 'The key service does not answer. Nothing is lost: try again in a moment.',
  DATABASE_UNAVAILABLE: 'Nothing is lost and nothing is done twice: try again in a moment.',
};

/** What happened, by HTTP status, for people who do not know HTTP. 0: no answer came, or the browser itself refused. */
const HEADLINES: Readonly<Record<number, string>> = {
  400: 'The request was not understood',
  401: 'You are not signed in',
  403: 'This is not allowed',
  404: 'This was not found',
  409: 'This is not possible now',
  413: 'This is too large',
  422: 'This was not accepted',
  429: 'Too many requests',
  500: 'Something went wrong on the server',
  503: 'Something is not available right now',
};

export function headlineFor(problem: ApiProblem): string {
  return HEADLINES[problem.status] ?? problem.title;
}

export function adviceFor(problem: ApiProblem): string | undefined {
  return BY_CODE[problem.code];
}
