import type { ApiProblem } from '../api/problem.ts';

/** What the person can do, where the API's own sentence does not say it already. */
const BY_CODE: Readonly<Record<string, string>> = {
  ROLE_MISSING: 'Ask somebody with that role, or an administrator if you should have it.',
  INTERNAL: 'Give the request number below to an administrator; the log has more under it.',
  WITHDRAWAL_STATE: 'It moved on in the meantime. Look at it again before you decide.',
  RATE_LIMITED: 'Wait a minute, then try again.',
  POLICY_MISSING: 'An administrator has to put a policy in force first, on the page Policies.',
  RPC_UNAVAILABLE: 'The chain’s nodes do not answer. Nothing is lost: try again in a moment.',
  KMS_UNAVAILABLE: 'The key service does not answer. Nothing is lost: try again in a moment.',
  DATABASE_UNAVAILABLE: 'Nothing is lost and nothing is done twice: try again in a moment.',
};

export function adviceFor(problem: ApiProblem): string | undefined {
  return BY_CODE[problem.code];
}
