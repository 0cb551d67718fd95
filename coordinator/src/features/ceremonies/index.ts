export { ceremonyRoutes } from './ceremonies.routes.ts';
export { expireCeremoniesJob } from './expire-ceremonies.ts';
export { type BundleVerdict, verifyBundle } from './verify-bundle.ts';
