import { randomUUID } from 'node:crypto';
import { generateRegistrationOptions, verifyRegistrationResponse } from '@simplewebauthn/server';
import type { Database, Tx } from '../../db/schema.ts';
import { transaction } from '../../db/transaction.ts';
import { AppError } from '../../http/app-error.ts';
import type { WebAuthnSettings } from '../../services.ts';
import { appendAudit } from '../audit/index.ts';
import { wordsOf } from '../wire.ts';
import { insertAccount, insertPasskey, type NewPasskey } from './account.repository.ts';
import type { AccountView } from './accounts.schemas.ts';
import { compressedKeyOfCose } from './cose-key.ts';
import { findInvitation, type OpenInvitation, takeUpInvitation } from './invite.ts';
import { consumeChallenge, issueChallenge } from './passkey-challenge.ts';
import type { RegistrationResponse } from './passkey-response.ts';
import { unconfirmedOf } from './unconfirmed-account.ts';
import { uuidBytes } from './uuid-bytes.ts';

const ES256 = -7;
const RP_NAME = 'Vieraugen';
const TIMEOUT_MS = 120_000;

export type EnrolDeps = { readonly db: Database; readonly webauthn: WebAuthnSettings };

/** What the browser needs to make a passkey for an invitation: resident, user verification, ES256 alone. */
export async function enrolmentOptions(
  deps: EnrolDeps,
  input: { readonly token: string; readonly name: string | undefined },
) {
  const invitation = await findInvitation(deps.db, input.token);
  const name = nameFor(invitation, input.name);
  const accountId = randomUUID();
  const challenge = await issueChallenge(deps.db, { purpose: 'enrol', invitationId: invitation.id, accountId });
  const options = await generateRegistrationOptions({
    rpName: RP_NAME,
    rpID: deps.webauthn.rpId,
    userName: name,
    userDisplayName: name,
    userID: uuidBytes(accountId),
    challenge,
    timeout: TIMEOUT_MS,
    attestationType: 'none',
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    supportedAlgorithmIDs: [ES256],
  });
  return { name, roles: invitation.roles, options };
}

/** `words`: what a person reads to the administrator who confirms them; undefined for a founder, who needs nobody. */
type Enrolled = { readonly account: AccountView; readonly words: readonly string[] | undefined };

/** Makes the account that an invitation promises, with the passkey that answered. It is nobody before it was confirmed. */
export async function enrol(
  deps: EnrolDeps,
  input: { readonly token: string; readonly name: string | undefined; readonly credential: RegistrationResponse },
): Promise<Enrolled> {
  const { challenge, invitationId, accountId } = await consumeChallenge(
    deps.db,
    'enrol',
    input.credential.response.clientDataJSON,
  );
  const invitation = await findInvitation(deps.db, input.token);
  if (accountId === null || invitation.id !== invitationId) {
    throw new AppError('PASSKEY_CHALLENGE_INVALID', 'This passkey was made for another link. Start again.');
  }
  const passkey = await verifyPasskey(deps.webauthn, challenge, input.credential);
  return transaction(deps.db, (tx) => createAccount(tx, { accountId, invitationId, name: input.name, passkey }));
}

async function verifyPasskey(
  webauthn: WebAuthnSettings,
  challenge: string,
  credential: RegistrationResponse,
): Promise<NewPasskey> {
  const { registrationInfo } = await verifyRegistrationResponse({
    response: {
      id: credential.id,
      rawId: credential.rawId,
      type: credential.type,
      response: credential.response,
      clientExtensionResults: {},
    },
    expectedChallenge: challenge,
    expectedOrigin: [...webauthn.origins],
    expectedRPID: webauthn.rpId,
    requireUserVerification: true,
    supportedAlgorithmIDs: [ES256],
  }).catch((cause: unknown) => {
    throw new AppError('PASSKEY_INVALID', 'The new passkey was not accepted. Try again, or take another.', { cause });
  });
  if (registrationInfo === undefined)
    throw new AppError('PASSKEY_INVALID', 'The new passkey was not accepted. Try again.');
  return {
    credentialId: Buffer.from(registrationInfo.credential.id, 'base64url'),
    publicKey: compressedKeyOfCose(registrationInfo.credential.publicKey),
    signCount: registrationInfo.credential.counter,
    backedUp: registrationInfo.credentialBackedUp,
    aaguid: registrationInfo.aaguid,
  };
}

async function createAccount(
  tx: Tx,
  input: { accountId: string; invitationId: string; name: string | undefined; passkey: NewPasskey },
): Promise<Enrolled> {
  const invitation = await takeUpInvitation(tx, input.invitationId);
  const account = await insertAccount(tx, {
    id: input.accountId,
    name: nameFor(invitation, input.name),
    roles: invitation.roles,
    invitedBy: invitation.invitedBy,
    founder: invitation.founder,
  });
  await insertPasskey(tx, account.id, input.passkey);
  appendAudit(tx, {
    actor: `account:${account.id}`,
    action: 'account.enrolled',
    subject: `account:${account.id}`,
    detail: {
      invitation: invitation.id,
      roles: account.roles.join(' '),
      credentialId: Buffer.from(input.passkey.credentialId).toString('hex'),
      ...(invitation.founder === null ? {} : { founder: invitation.founder }),
    },
  });
  if (account.state === 'active') return { account, words: undefined };
  return { account, words: wordsOf((await unconfirmedOf(tx, account)).digest) };
}

/** Who invites gives the name; the two founders, whom nobody invited, give their own. */
function nameFor(invitation: OpenInvitation, given: string | undefined): string {
  const name = invitation.name ?? given;
  if (name === undefined) throw new AppError('REQUEST_INVALID', 'Say your name: a founder was given none.');
  return name;
}
