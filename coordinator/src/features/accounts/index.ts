export { listAccounts, listPasskeys } from './account.repository.ts';
export { accountRoutes, enrolmentLink } from './accounts.routes.ts';
export { AccountName } from './accounts.schemas.ts';
export {
  administratorAssertionOptions,
  type SignedDecision,
  verifyAdministratorAssertion,
} from './administrator-assertion.ts';
export { authenticateAccount } from './authenticate-account.ts';
export { inviteFounders, inviteFromConsole } from './invite.ts';
export { uuidBytes } from './uuid-bytes.ts';
