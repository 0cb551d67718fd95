import { verifyWebAuthnAssertion } from '@vieraugen/shared/approvals';
import { Refusal } from '@vieraugen/shared/bytes';
import type { Database, Tx } from '../../db/schema.ts';
import { AppError } from '../../http/app-error.ts';
import type { AccountPrincipal } from '../../http/principal.ts';
import type { WebAuthnSettings } from '../../services.ts';
import type { AssertionOptions, PasskeyAssertion } from '../wire.schemas.ts';
import { assertionBytes, assertionOptions } from '../wire.ts';
import { findPasskey, getAccount, listPasskeys } from './account.repository.ts';

/** An assertion as it is stored beside what it decided. */
export type SignedDecision = {
  readonly digest: Uint8Array;
  readonly credential_id: Uint8Array;
  readonly authenticator_data: Uint8Array;
  readonly client_data_json: Uint8Array;
  readonly signature: Uint8Array;
};

/** What an administrator's browser asks their passkey for, when they are to give power to somebody or something. */
export async function administratorAssertionOptions(
  deps: { readonly db: Database; readonly webauthn: WebAuthnSettings },
  who: AccountPrincipal,
  digest: Uint8Array,
): Promise<AssertionOptions> {
  return assertionOptions(digest, deps.webauthn.rpId, await listPasskeys(deps.db, who.id));
}

/**
 * Checks that this administrator decided exactly this, just now and with a passkey of their own: a session is not enough to
 * give power. Their row is held until the transaction ends, so that nobody decides who is being disabled.
 *
 * Throws ACCOUNT_DISABLED; refuses with CREDENTIAL_UNKNOWN or what verifyWebAuthnAssertion refuses.
 */
export async function verifyAdministratorAssertion(
  tx: Tx,
  webauthn: WebAuthnSettings,
  input: { readonly who: AccountPrincipal; readonly digest: Uint8Array; readonly assertion: PasskeyAssertion },
): Promise<SignedDecision> {
  const { who, digest } = input;
  const assertion = assertionBytes(input.assertion);
  await tx.selectFrom('accounts').select('id').where('id', '=', who.id).forShare().execute();
  const account = await getAccount(tx, who.id);
  if (account.state !== 'active' || !account.roles.includes('administrator')) {
    throw new AppError('ACCOUNT_DISABLED', 'This account is disabled. Ask an administrator.');
  }
  const passkey = await findPasskey(tx, assertion.credentialId);
  if (passkey?.accountId !== who.id) {
    throw new Refusal(
      'CREDENTIAL_UNKNOWN',
      'This passkey is not yours. Decide with the passkey that you sign in with.',
    );
  }
  verifyWebAuthnAssertion({
    credentialPublicKey: passkey.publicKey,
    challenge: digest,
    origins: webauthn.origins,
    rpId: webauthn.rpId,
    assertion,
  });
  return {
    digest,
    credential_id: assertion.credentialId,
    authenticator_data: assertion.authenticatorData,
    client_data_json: assertion.clientDataJson,
    signature: assertion.signature,
  };
}
