export { ceremonyRoutes } from './ceremonies.routes.ts';
export { expireCeremoniesJob } from './expire-ceremonies.ts';
export { verifyBundle } from './verify-bundle.ts';
