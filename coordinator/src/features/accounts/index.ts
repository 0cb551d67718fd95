export { listAccounts, listPasskeys } from './account.repository.ts';
export { accountRoutes, enrolmentLink } from './accounts.routes.ts';
export { authenticateAccount } from './authenticate-account.ts';
export { inviteFirstAdministrator } from './invite.ts';
export { uuidBytes } from './uuid-bytes.ts';
