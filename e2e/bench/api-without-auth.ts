/**
 * Loaded before a coordinator by the bench alone (`node --import`): every request counts as one of the API key
 * BENCH_PRINCIPAL (JSON), and no token is looked at. What authentication costs is the difference to the product.
 */
import { registerHooks } from 'node:module';

const REPLACEMENT = `
  const principal = ${process.env.BENCH_PRINCIPAL};
  export async function authenticateApiKey() { return principal; }`;

registerHooks({
  load: (url, context, next) =>
    url.endsWith('/features/api-keys/authenticate-api-key.ts')
      ? { format: 'module', source: REPLACEMENT, shortCircuit: true }
      : next(url, context),
});
