export { createAccessTokens } from './access-tokens.ts';
export { findApiKey, listApiKeys } from './api-key.repository.ts';
export { apiKeyRoutes } from './api-keys.routes.ts';
export { authenticateApiKey } from './authenticate-api-key.ts';
