import { generateAuthenticationOptions, verifyAuthenticationResponse } from '@simplewebauthn/server';
import { sql } from 'kysely';
import type { Database, Tx } from '../../db/schema.ts';
import { transaction } from '../../db/transaction.ts';
import { AppError } from '../../http/app-error.ts';
import type { WebAuthnSettings } from '../../services.ts';
import { appendAudit } from '../audit/index.ts';
import { wordsOf } from '../wire.ts';
import { findPasskey, getAccount, type Passkey } from './account.repository.ts';
import type { AccountView } from './accounts.schemas.ts';
import { coseOfCompressedKey } from './cose-key.ts';
import { consumeChallenge, issueChallenge } from './passkey-challenge.ts';
import type { AssertionResponse } from './passkey-response.ts';
import { startSession } from './session.ts';
import { unconfirmedOf } from './unconfirmed-account.ts';

const TIMEOUT_MS = 120_000;

export type SignInDeps = { readonly db: Database; readonly webauthn: WebAuthnSettings };

/** What the browser needs to answer with any passkey it has for us. */
export async function signInOptions(deps: SignInDeps) {
  return generateAuthenticationOptions({
    rpID: deps.webauthn.rpId,
    challenge: await issueChallenge(deps.db, { purpose: 'sign-in' }),
    timeout: TIMEOUT_MS,
    userVerification: 'required',
  });
}

/** Opens a session for the account whose passkey answered. */
export async function signIn(
  deps: SignInDeps,
  credential: AssertionResponse,
): Promise<{ readonly account: AccountView; readonly sessionToken: string }> {
  const { challenge } = await consumeChallenge(deps.db, 'sign-in', credential.response.clientDataJSON);
  const passkey = await findPasskey(deps.db, Buffer.from(credential.id, 'base64url'));
  if (passkey === undefined) {
    throw new AppError('PASSKEY_UNKNOWN', 'This passkey is not registered here, or was revoked.');
  }
  const signCount = await verifyAssertion(deps.webauthn, challenge, credential, passkey);
  return transaction(deps.db, async (tx) => {
    const account = await getAccount(tx, passkey.accountId);
    await demandActive(tx, account);
    await keepSignCount(tx, passkey, signCount);
    const sessionToken = await startSession(tx, account.id);
    appendAudit(tx, {
      actor: `account:${account.id}`,
      action: 'account.signed-in',
      subject: `account:${account.id}`,
      detail: { credentialId: Buffer.from(passkey.credentialId).toString('hex') },
    });
    return { account, sessionToken };
  });
}

/** Who is not confirmed yet learns that alone, and the words by which they are confirmed. */
async function demandActive(tx: Tx, account: AccountView): Promise<void> {
  switch (account.state) {
    case 'active':
      return;
    case 'unconfirmed': {
      const words = wordsOf((await unconfirmedOf(tx, account)).digest);
      const message =
        'Your account waits for an administrator to confirm it. Read them your words, then sign in again.';
      throw new AppError('ACCOUNT_UNCONFIRMED', message, { safe: { name: account.name, words } });
    }
    case 'refused': {
      const why = account.refusal === null ? '' : ` The reason given: ${account.refusal}`;
      throw new AppError('ACCOUNT_REFUSED', `An administrator did not confirm this account. Ask them why.${why}`);
    }
    case 'disabled':
      throw new AppError('ACCOUNT_DISABLED', 'This account is disabled. Ask an administrator.');
  }
}

async function verifyAssertion(
  webauthn: WebAuthnSettings,
  challenge: string,
  credential: AssertionResponse,
  passkey: Passkey,
): Promise<number> {
  const { userHandle, ...response } = credential.response;
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: {
        id: credential.id,
        rawId: credential.rawId,
        type: credential.type,
        response: userHandle === undefined ? response : { ...response, userHandle },
        clientExtensionResults: {},
      },
      expectedChallenge: challenge,
      expectedOrigin: [...webauthn.origins],
      expectedRPID: webauthn.rpId,
      requireUserVerification: true,
      credential: {
        id: credential.id,
        publicKey: coseOfCompressedKey(passkey.publicKey),
        // A counter that does not grow means a copied authenticator; the library refuses it.
        counter: passkey.signCount,
      },
    });
    if (verified) return authenticationInfo.newCounter;
  } catch (cause) {
    throw new AppError('PASSKEY_INVALID', 'The passkey’s answer was not accepted. Try again.', { cause });
  }
  throw new AppError('PASSKEY_INVALID', 'The passkey’s signature does not verify. Try again.');
}

async function keepSignCount(tx: Tx, passkey: Passkey, signCount: number): Promise<void> {
  await tx
    .updateTable('passkeys')
    .set({ sign_count: sql`greatest(sign_count, ${signCount})` })
    .where('credential_id', '=', passkey.credentialId)
    .execute();
}
