import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Config, loadConfig } from '../config/config.ts';
import type { Role } from '../features/accounts/roles.ts';
import type { Scope } from '../features/api-keys/scopes.ts';
import { createLogger } from '../observability/logger.ts';
import { type Coordinator, startCoordinator } from '../start-coordinator.ts';
import { ApiClient } from './api-client.ts';
import { SoftwarePasskey } from './software-passkey.ts';
import { createEmptyDatabase } from './test-database.ts';

export type TestCoordinator = Coordinator & {
  /** The page without TLS: what tests call. */
  readonly url: string;
  readonly config: Config;
  /** Nobody in particular. */
  readonly anonymous: ApiClient;
  /** The first administrator. */
  readonly administrator: Person;
};

export type Person = {
  readonly id: string;
  readonly name: string;
  readonly api: ApiClient;
  readonly passkey: SoftwarePasskey;
};

/** A whole coordinator on a fresh database and a fresh KMS, with its first administrator signed in. */
export async function startTestCoordinator(overrides: Partial<Config> = {}): Promise<TestCoordinator> {
  const dataDir = await mkdtemp(join(tmpdir(), 'vieraugen-test-'));
  const database = await createEmptyDatabase();
  const config: Config = {
    ...loadConfig({ VIERAUGEN_MODE: 'test', PORT: '0', LOOPBACK_PORT: '0', RATE_LIMIT: '1000000' }),
    databaseUrl: database.url,
    dataDir,
    ...overrides,
  };
  const coordinator = await startCoordinator(config, createLogger('silent'));
  const url = coordinator.loopbackOrigin ?? coordinator.origin;
  const token = coordinator.firstAdministratorLink?.split('#')[1] ?? '';
  const administrator = await takeUpInvitation(url, token, 'First Administrator');
  const close = async (): Promise<void> => {
    await coordinator.close();
    await database.close();
    await rm(dataDir, { recursive: true, force: true });
  };
  return { ...coordinator, url, config, administrator, anonymous: new ApiClient(url), close };
}

/** A new person with these roles, invited by the first administrator, enrolled with a passkey and signed in. */
export async function enrolPerson(
  host: Pick<TestCoordinator, 'url' | 'administrator'>,
  name: string,
  roles: readonly Role[],
): Promise<Person> {
  const invited = await host.administrator.api.post('/v1/invitations', { name, roles });
  return takeUpInvitation(host.url, String(invited.body.link).split('#')[1] ?? '', undefined);
}

export async function takeUpInvitation(url: string, token: string, name: string | undefined): Promise<Person> {
  const page = new ApiClient(url, { origin: url });
  const passkey = new SoftwarePasskey(url);
  const who = name === undefined ? { token } : { token, name };
  const begun = await page.post('/v1/enrolment/options', who);
  const options = begun.body.options;
  const challenge =
    typeof options === 'object' && options !== null && 'challenge' in options ? String(options.challenge) : '';
  const done = await page.post('/v1/enrolment', { ...who, credential: passkey.register(challenge) });
  if (done.status !== 201) throw new Error(`enrolment failed: ${JSON.stringify(done.body)}`);
  const api = new ApiClient(url, { origin: url, cookie: sessionCookie(done.headers) });
  return { id: String(done.body.id), name: String(done.body.name), api, passkey };
}

/** A program with these scopes, its token in hand. */
export async function connectProgram(coordinator: TestCoordinator, scopes: readonly Scope[]): Promise<ApiClient> {
  const made = await coordinator.administrator.api.post('/v1/api-keys', { name: 'program', scopes });
  const token = await coordinator.anonymous.post('/v1/token', { apiKey: made.body.key });
  return new ApiClient(coordinator.url, { authorization: `Bearer ${String(token.body.accessToken)}` });
}

export function sessionCookie(headers: Headers): string {
  return headers.getSetCookie()[0]?.split(';')[0] ?? '';
}
