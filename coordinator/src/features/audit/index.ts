export { appendAudit } from './append-audit.ts';
export { auditRoutes } from './audit.routes.ts';
export type { AuditDetail } from './audit-body.ts';
export { verifyAudit } from './verify-audit.ts';
