import type { Route } from '../http/route.ts';
import type { Authenticate } from '../http/run-route.ts';
import type { JobKind } from '../jobs/jobs.ts';
import type { Services } from '../services.ts';
import { sharedRead } from '../shared-read.ts';
import { accountRoutes, authenticateAccount } from './accounts/index.ts';
import { apiKeyRoutes, authenticateApiKey, createAccessTokens, findApiKey } from './api-keys/index.ts';
import { auditRoutes } from './audit/index.ts';
import { openCustody } from './custody.ts';

export type Features = {
  readonly routes: readonly Route[];
  readonly jobs: readonly JobKind[];
  readonly authenticate: Authenticate;
  /** Starts the work that nobody waits for; answers how to end it. */
  start(): Promise<() => Promise<void>>;
};

/** The list of what this program does. A new feature adds its routes and jobs here. */
export function createFeatures(services: Services): Features {
  const tokens = createAccessTokens(services);
  const findKey = sharedRead((id: string) => findApiKey(services.db, { id }), String);
  const custody = openCustody(services);
  return {
    routes: [
      ...accountRoutes(services),
      ...apiKeyRoutes({ db: services.db, tokens }),
      ...auditRoutes(services),
      ...custody.routes,
    ],
    jobs: custody.jobs,
    start: custody.start,
    authenticate: async (request) =>
      (await authenticateApiKey({ tokens, findKey }, request.headers.authorization)) ??
      (await authenticateAccount(services, request)),
  };
}
