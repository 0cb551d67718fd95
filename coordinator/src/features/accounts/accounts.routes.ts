import { toBase64Url, toHex } from '@vieraugen/shared/bytes';
import { z } from 'zod';
import { transaction } from '../../db/transaction.ts';
import { requireAccount } from '../../http/principal.ts';
import { type Route, route } from '../../http/route.ts';
import type { Services } from '../../services.ts';
import { appendAudit } from '../audit/index.ts';
import { IdParams, PasskeyAssertion } from '../wire.schemas.ts';
import { listAccounts } from './account.repository.ts';
import { AccountName, AccountView, ConfirmationView, EnrolledView, RefuseAccount, Roles } from './accounts.schemas.ts';
import { confirmAccount, readConfirmation, refuseAccount } from './confirm-account.ts';
import { disableAccount } from './disable-account.ts';
import { enrol, enrolmentOptions } from './enrol.ts';
import { invite } from './invite.ts';
import { AssertionResponse, RegistrationResponse } from './passkey-response.ts';
import { ROLES } from './roles.ts';
import { clearSessionCookie, endSession, setSessionCookie, startSession } from './session.ts';
import { signIn, signInOptions } from './sign-in.ts';

type Deps = Pick<Services, 'db' | 'webauthn'>;

const Token = z.string().min(1).max(128);
/** Options for navigator.credentials, as @simplewebauthn/browser takes them. */
const PasskeyOptions = z.looseObject({ challenge: z.string() });
const ADMINISTER = { roles: ['administrator'] } as const;
const SessionView = z.strictObject({ id: z.uuid(), name: z.string(), roles: z.array(z.enum(ROLES)) });

export function accountRoutes(deps: Deps): readonly Route[] {
  return [
    ...enrolmentRoutes(deps),
    ...sessionRoutes(deps),
    ...invitationRoutes(deps),
    ...confirmationRoutes(deps),
    ...managementRoutes(deps),
  ];
}

function enrolmentRoutes(deps: Deps): readonly Route[] {
  return [
    route({
      method: 'post',
      path: '/v1/enrolment/options',
      summary: 'Begin to take up an invitation: options for a new passkey',
      access: 'public',
      idempotent: false,
      body: z.strictObject({ token: Token, name: AccountName.optional() }),
      reply: z.strictObject({ name: z.string(), roles: Roles, options: PasskeyOptions }),
      run: async ({ body }) => {
        const { options, ...rest } = await enrolmentOptions(deps, { token: body.token, name: body.name });
        return { ...rest, options: { ...options } };
      },
    }),
    route({
      method: 'post',
      path: '/v1/enrolment',
      summary: 'Take up an invitation with a new passkey. It waits for another administrator; a founder has a session',
      access: 'public',
      idempotent: false,
      body: z.strictObject({ token: Token, name: AccountName.optional(), credential: RegistrationResponse }),
      reply: EnrolledView,
      status: 201,
      run: async ({ body, http }) => {
        const { account, words } = await enrol(deps, { ...body, name: body.name });
        if (account.state === 'active') {
          setSessionCookie(http, await transaction(deps.db, (tx) => startSession(tx, account.id)));
        }
        return { ...account, words: words === undefined ? null : [...words] };
      },
    }),
  ];
}

function sessionRoutes(deps: Deps): readonly Route[] {
  return [
    route({
      method: 'post',
      path: '/v1/session/options',
      summary: 'Begin to sign in: options for a passkey',
      access: 'public',
      idempotent: false,
      reply: PasskeyOptions,
      run: async () => ({ ...(await signInOptions(deps)) }),
    }),
    route({
      method: 'post',
      path: '/v1/session',
      summary: 'Sign in with a passkey',
      access: 'public',
      idempotent: false,
      body: z.strictObject({ credential: AssertionResponse }),
      reply: AccountView,
      status: 201,
      run: async ({ body, http }) => {
        const { account, sessionToken } = await signIn(deps, body.credential);
        setSessionCookie(http, sessionToken);
        return account;
      },
    }),
    route({
      method: 'get',
      path: '/v1/session',
      summary: 'Who is signed in',
      access: { roles: ROLES },
      idempotent: false,
      reply: SessionView,
      run: async ({ principal }) => {
        const { id, name, roles } = requireAccount(principal);
        return { id, name, roles: [...roles] };
      },
    }),
    route({
      method: 'delete',
      path: '/v1/session',
      summary: 'Sign out',
      access: { roles: ROLES },
      idempotent: false,
      reply: z.strictObject({}),
      run: async ({ principal, http }) => {
        const { id, sessionId } = requireAccount(principal);
        await transaction(deps.db, async (tx) => {
          await endSession(tx, sessionId);
          const who = `account:${id}`;
          appendAudit(tx, { actor: who, action: 'account.signed-out', subject: who, detail: {} });
        });
        clearSessionCookie(http);
        return {};
      },
    }),
  ];
}

function invitationRoutes(deps: Deps): readonly Route[] {
  return [
    route({
      method: 'post',
      path: '/v1/invitations',
      summary: 'Invite a person: a link that works once within 24 hours, shown once',
      access: ADMINISTER,
      idempotent: true,
      body: z.strictObject({ name: AccountName, roles: Roles }),
      reply: z.strictObject({ id: z.uuid(), link: z.url().nullable(), expiresAt: z.iso.datetime() }),
      secretFields: ['link'],
      status: 201,
      run: async ({ principal, body, tx }) => {
        const invitation = await invite(tx, requireAccount(principal), body);
        const link = enrolmentLink(deps.webauthn.origins, invitation.token);
        return { id: invitation.id, link, expiresAt: invitation.expiresAt.toISOString() };
      },
    }),
  ];
}

function confirmationRoutes(deps: Deps): readonly Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/accounts/:id/confirmation',
      summary: 'What is to be confirmed of a new account, and what to ask the passkey for',
      access: ADMINISTER,
      idempotent: false,
      params: IdParams,
      reply: ConfirmationView,
      run: async ({ principal, params }) => {
        const { account, passkey, options } = await readConfirmation(deps, requireAccount(principal), params.id);
        return {
          account,
          credentialId: toBase64Url(passkey.credentialId),
          publicKey: toHex(passkey.publicKey),
          options,
        };
      },
    }),
    route({
      method: 'post',
      path: '/v1/accounts/:id/confirmation',
      summary: 'Confirm a new account with a passkey, after comparing the words: who invited it cannot',
      access: ADMINISTER,
      idempotent: true,
      params: IdParams,
      body: PasskeyAssertion,
      reply: AccountView,
      status: 201,
      run: ({ principal, params, body, tx }) =>
        confirmAccount(deps.webauthn, tx, requireAccount(principal), { id: params.id, assertion: body }),
    }),
    route({
      method: 'post',
      path: '/v1/accounts/:id/refusal',
      summary: 'Refuse a new account: it ends without ever having been active',
      access: ADMINISTER,
      idempotent: true,
      params: IdParams,
      body: RefuseAccount,
      reply: AccountView,
      run: ({ principal, params, body, tx }) =>
        refuseAccount(tx, requireAccount(principal), { id: params.id, reason: body.reason }),
    }),
  ];
}

function managementRoutes(deps: Deps): readonly Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/accounts',
      summary: 'All accounts',
      access: { roles: ROLES },
      idempotent: false,
      reply: z.strictObject({ items: z.array(AccountView) }),
      run: async () => ({ items: [...(await listAccounts(deps.db))] }),
    }),
    route({
      method: 'post',
      path: '/v1/accounts/:id/disable',
      summary: 'Take all access from an account',
      access: ADMINISTER,
      idempotent: true,
      params: IdParams,
      reply: AccountView,
      run: ({ principal, params, tx }) => disableAccount(tx, requireAccount(principal), params.id),
    }),
  ];
}

/** The token stands behind the #, which browsers never send: it is in no server's log. */
export function enrolmentLink(origins: readonly string[], token: string): string {
  return `${origins[0]}/enrol#${token}`;
}
