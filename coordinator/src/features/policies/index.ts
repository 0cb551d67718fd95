export { findForeignPolicy, getForeignPolicy } from './foreign-policy.ts';
export { policyRoutes } from './policies.routes.ts';
export { findHotPolicy, getHotPolicy, getPolicy, type StoredPolicy } from './policy.repository.ts';
