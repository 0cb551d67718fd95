export { findAccount, listAccounts, listPasskeys, type Passkey } from './account.repository.ts';
export type { AccountView } from './account.ts';
export { accountRoutes, enrolmentLink } from './accounts.routes.ts';
export { authenticateAccount } from './authenticate-account.ts';
export { inviteFirstAdministrator } from './invite.ts';
export { AssertionResponse } from './passkey-response.ts';
export { ROLES, type Role } from './roles.ts';
export { uuidBytes } from './uuid-bytes.ts';
