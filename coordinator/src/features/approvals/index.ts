export { rosterOfVault } from './approval-roster.ts';
export { approvalRoutes } from './approvals.routes.ts';
