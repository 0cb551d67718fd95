import { randomUUID } from 'node:crypto';
import { verifyOfficerApprovals } from '@vieraugen/shared/approvals';
import { equalBytes, Refusal, refuseUnless, toHex } from '@vieraugen/shared/bytes';
import {
  addressOfPublicKey,
  recoverPublicKey,
  toChecksumAddress,
  uncompressedPoint,
} from '@vieraugen/shared/chains/evm';
import { keyIdOf, parseEnvelope } from '@vieraugen/shared/cose';
import {
  checkFresh,
  type KeyManifest,
  keyListDigest,
  keyManifest,
  keyTestDigest,
  type ManifestKey,
  type OpenedMessage,
  openMessage,
} from '@vieraugen/shared/protocol';
import type { Tx } from '../../db/schema.ts';
import { type AccountPrincipal, actorOf } from '../../http/principal.ts';
import { uuidBytes } from '../accounts/index.ts';
import { appendAudit } from '../audit/index.ts';
import type { CustodyServices } from '../custody-services.ts';
import { findVaultByStationKey, recordJournalHead, type Vault } from '../vaults/index.ts';
import { insertWallet, type Wallet } from './wallet.repository.ts';

export type RegisteredWallets = { readonly vaultId: string; readonly wallets: readonly Wallet[] };

/** Takes in the keys that a vault's officers generated. Each becomes a cold wallet; all of them, or none. */
export async function registerColdWallets(
  services: CustodyServices,
  tx: Tx,
  who: AccountPrincipal,
  bytes: Uint8Array,
): Promise<RegisteredWallets> {
  const vault = await vaultOfMessage(tx, bytes);
  const opened = openMessage(keyManifest, bytes, { vaultId: uuidBytes(vault.id), publicKey: vault.stationKey });
  checkFresh(opened.content, services.now());
  checkManifest(vault, opened.content);
  await storeManifest(tx, who, vault, opened);
  const wallets: Wallet[] = [];
  for (const key of opened.content.keys) wallets.push(await registerKey(tx, who, vault, key, opened.digest));
  return { vaultId: vault.id, wallets };
}

/** The vault whose station sealed a message, by the key id on the envelope; the signature is checked afterwards. */
async function vaultOfMessage(tx: Tx, bytes: Uint8Array): Promise<Vault> {
  const vault = await findVaultByStationKey(tx, parseEnvelope(bytes, keyManifest.maxLength).keyId);
  if (vault) return vault;
  throw new Refusal('ENVELOPE_WRONG_KEY', 'This message was signed by a key that is not paired with this system.');
}

function checkManifest(vault: Vault, manifest: KeyManifest): void {
  for (const key of manifest.keys) checkKey(manifest, key);
  verifyOfficerApprovals(
    { kind: 'key-generation', vaultId: manifest.vaultId, digest: keyListDigest(manifest.ceremonyId, manifest.keys) },
    manifest.approvals,
    vault.officers,
    vault.officerQuorum,
  );
}

function checkKey(manifest: KeyManifest, key: ManifestKey): void {
  const point = uncompressedPoint(key.publicKey);
  refuseUnless(
    equalBytes(keyIdOf(point), key.keyId),
    'MANIFEST_KEY_ID_WRONG',
    `The key "${key.label}" bears an id that is not its own. Generate the keys again.`,
  );
  const digest = keyTestDigest(manifest.vaultId, manifest.ceremonyId, key.publicKey);
  refuseUnless(
    equalBytes(recoverPublicKey(digest, key.proof), point),
    'MANIFEST_PROOF_WRONG',
    `The test signature of the key "${key.label}" was not made by it: what is paid to it could be lost.`,
  );
}

async function storeManifest(
  tx: Tx,
  who: AccountPrincipal,
  vault: Vault,
  { content, bytes, digest }: OpenedMessage<KeyManifest>,
): Promise<void> {
  await tx
    .insertInto('key_manifests')
    .values({ digest, vault_id: vault.id, bytes, created_by: who.id })
    .onConflict((conflict) => conflict.column('digest').doNothing())
    .execute();
  await recordJournalHead(tx, vault.id, {
    head: content.journalHead,
    messageSequence: content.sequence,
    messageDigest: digest,
  });
}

async function registerKey(
  tx: Tx,
  who: AccountPrincipal,
  vault: Vault,
  key: ManifestKey,
  manifestDigest: Uint8Array,
): Promise<Wallet> {
  const id = randomUUID();
  const address = addressOfPublicKey(key.publicKey);
  const wallet = await insertWallet(tx, {
    id,
    name: key.label,
    keyId: key.keyId,
    publicKey: key.publicKey,
    address,
    createdBy: who.id,
    origin: { kind: 'cold', vaultId: vault.id, manifestDigest },
  });
  appendAudit(tx, {
    actor: actorOf(who),
    action: 'wallet.cold-registered',
    subject: `wallet:${id}`,
    detail: { address: toChecksumAddress(address), vault: vault.id, manifestDigest: toHex(manifestDigest) },
  });
  return wallet;
}
