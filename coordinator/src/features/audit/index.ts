export { appendAudit } from './append-audit.ts';
export { auditRoutes } from './audit.routes.ts';
export { type AuditVerdict, verifyAudit } from './verify-audit.ts';
