import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Config, loadConfig } from '../config/config.ts';
import type { Role } from '../features/accounts/roles.ts';
import type { Scope } from '../features/api-keys/scopes.ts';
import { createLogger } from '../observability/logger.ts';
import { type Coordinator, startCoordinator } from '../start-coordinator.ts';
import { type ApiAnswer, ApiClient } from './api-client.ts';
import { SoftwarePasskey } from './software-passkey.ts';
import { createEmptyDatabase } from './test-database.ts';

export type TestCoordinator = Coordinator & {
  /** The page without TLS: what tests call. */
  readonly url: string;
  readonly config: Config;
  /** Nobody in particular. */
  readonly anonymous: ApiClient;
  /** The founders: the one gives, the other one confirms. */
  readonly administrator: Person;
  readonly secondAdministrator: Person;
};

/** Where people are enrolled, and by whom. */
export type Host = Pick<TestCoordinator, 'url' | 'administrator' | 'secondAdministrator'>;

export type Person = {
  readonly id: string;
  readonly name: string;
  readonly api: ApiClient;
  readonly passkey: SoftwarePasskey;
};

/** A whole coordinator on a fresh database and a fresh KMS, with its two founders signed in. */
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
  const founders = await enrolFounders(url, coordinator.foundingLinks);
  const close = async (): Promise<void> => {
    await coordinator.close();
    await database.close();
    await rm(dataDir, { recursive: true, force: true });
  };
  return { ...coordinator, url, config, ...founders, anonymous: new ApiClient(url), close };
}

/** The two founders, by the links that were printed. */
export async function enrolFounders(
  url: string,
  links: readonly string[],
): Promise<Pick<Host, 'administrator' | 'secondAdministrator'>> {
  const [first = '', second = ''] = links;
  return {
    administrator: await takeUpInvitation(url, tokenOf(first), 'First Administrator'),
    secondAdministrator: await takeUpInvitation(url, tokenOf(second), 'Second Administrator'),
  };
}

/** A new person with these roles: invited by one administrator, confirmed by the other, and signed in with a passkey. */
export async function enrolPerson(host: Host, name: string, roles: readonly Role[]): Promise<Person> {
  const person = await enrolUnconfirmed(host, name, roles);
  const confirmed = await confirmPerson(host.secondAdministrator, person.id);
  if (confirmed.status !== 201) throw new Error(`confirmation failed: ${JSON.stringify(confirmed.body)}`);
  return signedIn(host.url, person);
}

/** A new person who was invited and has a passkey, and is nobody yet. */
export async function enrolUnconfirmed(
  host: Pick<Host, 'url' | 'administrator'>,
  name: string,
  roles: readonly Role[],
): Promise<Person> {
  const invited = await host.administrator.api.post('/v1/invitations', { name, roles });
  return takeUpInvitation(host.url, tokenOf(String(invited.body.link)), undefined);
}

/** What an administrator does who compared the words. */
export async function confirmPerson(
  by: Person,
  id: string,
  faults: Parameters<SoftwarePasskey['assert']>[1] = {},
): Promise<ApiAnswer> {
  const asked = await by.api.get(`/v1/accounts/${id}/confirmation`);
  if (asked.status !== 200) return asked;
  return by.api.post(`/v1/accounts/${id}/confirmation`, assertionFor(by, challengeIn(asked.body.options), faults));
}

/** An assertion in the form in which the API takes it. */
export function assertionFor(
  person: Pick<Person, 'passkey'>,
  challenge: string,
  faults: Parameters<SoftwarePasskey['assert']>[1] = {},
) {
  const { id, response } = person.passkey.assert(challenge, faults);
  const { authenticatorData, clientDataJSON, signature } = response;
  return { credentialId: id, authenticatorData, clientDataJson: clientDataJSON, signature };
}

/** Takes up an invitation. Who was invited has no session before they are confirmed and have signed in. */
export async function takeUpInvitation(url: string, token: string, name: string | undefined): Promise<Person> {
  const page = new ApiClient(url, { origin: url });
  const passkey = new SoftwarePasskey(url);
  const who = name === undefined ? { token } : { token, name };
  const begun = await page.post('/v1/enrolment/options', who);
  const credential = passkey.register(challengeIn(begun.body.options));
  const done = await page.post('/v1/enrolment', { ...who, credential });
  if (done.status !== 201) throw new Error(`enrolment failed: ${JSON.stringify(done.body)}`);
  const api = new ApiClient(url, { origin: url, cookie: sessionCookie(done.headers) });
  return { id: String(done.body.id), name: String(done.body.name), api, passkey };
}

/** Signs in with the person's passkey. */
export async function signIn(url: string, person: Pick<Person, 'passkey'>): Promise<ApiAnswer> {
  const page = new ApiClient(url, { origin: url });
  const { body } = await page.post('/v1/session/options');
  return page.post('/v1/session', { credential: person.passkey.assert(String(body.challenge)) });
}

async function signedIn(url: string, person: Person): Promise<Person> {
  const done = await signIn(url, person);
  if (done.status !== 201) throw new Error(`sign-in failed: ${JSON.stringify(done.body)}`);
  return { ...person, api: new ApiClient(url, { origin: url, cookie: sessionCookie(done.headers) }) };
}

/** The challenge in options that the API gave. */
export function challengeIn(options: unknown): string {
  return typeof options === 'object' && options !== null && 'challenge' in options ? String(options.challenge) : '';
}

function tokenOf(link: string): string {
  return link.split('#')[1] ?? '';
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
