export { type AuditInput, appendAudit, unchainedEntry } from './append-audit.ts';
export { auditRoutes } from './audit.routes.ts';
export type { AuditDetail } from './audit-body.ts';
export { verifyAudit } from './verify-audit.ts';
