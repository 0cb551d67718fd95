import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Refusal } from '@vieraugen/shared/bytes';
import { type Config, ConfigError, loadConfig } from './config/config.ts';
import { migrate } from './db/migrate.ts';
import { openDatabase } from './db/open-database.ts';
import { AccountName, enrolmentLink, inviteFromConsole } from './features/accounts/index.ts';
import { verifyAudit } from './features/audit/index.ts';
import { verifyBundle } from './features/ceremonies/index.ts';
import { startDevKms } from './kms/dev-server/start-dev-kms.ts';
import { createLogger } from './observability/logger.ts';
import { sentenceOf } from './sentence-of.ts';
import { type Coordinator, startCoordinator, withDatabaseUrl } from './start-coordinator.ts';

const USAGE = `Usage: npm run coordinator [-- COMMAND]
  start          serve the API and the back office (default)
  migrate        bring the database's schema forward, then end
  dev-kms        serve the KMS protocol for development alone, for several coordinators; keys in DATA_DIR/dev-kms
  invite-administrator NAME   print a link for one more administrator, whom an existing one then confirms: the way out when a
                 passkey is lost
  audit verify   recompute the audit log's chain; exit code 1 if an entry was edited, is missing, moved or cut off
  bundle verify FILE   verify a ceremony offline from its bundle: who approved, who signed, what was paid`;

const COMMANDS: Readonly<Record<string, (config: Config) => Promise<void>>> = {
  start,
  migrate: async (config) => {
    const applied = await withDatabaseUrl(config, migrate);
    console.log(applied.length === 0 ? 'Nothing to do.' : `Applied: ${applied.join(', ')}`);
  },
  'dev-kms': serveDevKms,
  'audit verify': (config) => withDatabaseUrl(config, verify),
};

/** Commands about one thing, which is named last. */
const NAMED_COMMANDS: Readonly<Record<string, (config: Config, name: string) => Promise<void>>> = {
  'invite-administrator': (config, name) => withDatabaseUrl(config, (url) => inviteAdministrator(config, url, name)),
};

/** Commands about one file; they need no configuration. */
const FILE_COMMANDS: Readonly<Record<string, (file: string) => Promise<void>>> = { 'bundle verify': verifyBundleFile };

async function main(args: readonly string[]): Promise<void> {
  const allButLast = args.slice(0, -1).join(' ');
  const fileCommand = FILE_COMMANDS[allButLast];
  const namedCommand = NAMED_COMMANDS[allButLast];
  const command = COMMANDS[args.join(' ') || 'start'];
  try {
    if (fileCommand !== undefined) await fileCommand(args.at(-1) ?? '');
    else if (namedCommand !== undefined) await namedCommand(loadConfig(process.env), args.at(-1) ?? '');
    else if (command !== undefined) await command(loadConfig(process.env));
    else {
      console.error(USAGE);
      process.exitCode = 2;
    }
  } catch (error) {
    // What a human can fix is said in a sentence; anything else with its stack.
    console.error(sentenceOf(error) ?? error);
    process.exitCode = 1;
  }
}

async function start(config: Config): Promise<void> {
  const logger = createLogger(config.logLevel);
  const coordinator = await startCoordinator(config, logger);
  const stop = (signal: NodeJS.Signals): void => {
    logger.info({ signal }, 'stopping');
    coordinator.close().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.fatal({ err: error }, 'could not stop in order');
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  console.log(welcome(coordinator));
}

async function serveDevKms(config: Config): Promise<void> {
  const folder = join(config.dataDir, 'dev-kms');
  const { endpoint, credentials, close } = await startDevKms({ folder, mode: config.mode, port: config.devKmsPort });
  process.once('SIGTERM', close);
  process.once('SIGINT', close);
  console.log(`KMS_ENDPOINT=${endpoint}`);
  console.log(`AWS_ACCESS_KEY_ID=${credentials.accessKeyId}`);
  console.log(`AWS_SECRET_ACCESS_KEY=${credentials.secretAccessKey}`);
}

function welcome({ origin, loopbackOrigin, authorityFile, foundingLinks }: Coordinator): string {
  const lines = [`Vieraugen coordinator: ${origin}  (API documentation: ${origin}/docs)`];
  if (loopbackOrigin !== undefined) lines.push(`For a browser on this machine, passkeys included: ${loopbackOrigin}`);
  if (authorityFile !== undefined) {
    lines.push(
      'To use the https address in your own browser, let it trust the authority of this machine:',
      `  Chromium on Linux: certutil -d sql:$HOME/.pki/nssdb -A -t C,, -n vieraugen -i ${authorityFile}`,
      `  macOS: security add-trusted-cert -r trustRoot -k ~/Library/Keychains/login.keychain-db ${authorityFile}`,
    );
  }
  return [...lines, ...welcomeFounders(foundingLinks, origin, loopbackOrigin)].join('\n');
}

/** Nobody can confirm the first two, so they come in by what is printed here: each link for another person. */
function welcomeFounders(links: readonly string[], origin: string, loopback: string | undefined): readonly string[] {
  if (links.length === 0) return [];
  const intro =
    links.length === 1
      ? 'The second founder is missing, and nobody can be confirmed before. Give this link to another person than the first:'
      : 'Nobody has an account yet. Two people found this installation as its administrators: give each of them one link:';
  return [
    intro,
    ...links.flatMap((link) => linesOfLink(link, origin, loopback)),
    'Each works once, within 24 hours. A restart prints new ones while fewer than two founders are there.',
  ];
}

function linesOfLink(link: string, origin: string, loopback: string | undefined): readonly string[] {
  return loopback === undefined ? [`  ${link}`] : [`  ${link}`, `  or ${link.replace(origin, loopback)}`];
}

async function inviteAdministrator(config: Config, url: string, name: string): Promise<void> {
  const parsed = AccountName.safeParse(name);
  if (!parsed.success) throw new ConfigError(`This name is not accepted: ${parsed.error.issues[0]?.message}.`);
  const db = openDatabase(url, () => undefined);
  try {
    const { token } = await inviteFromConsole(db, parsed.data);
    const origin = config.origin ?? `https://localhost:${config.port}`;
    const loopback = config.loopbackPort === undefined ? undefined : `http://localhost:${config.loopbackPort}`;
    console.log(`A link for ${parsed.data}, once, within 24 hours:`);
    console.log(linesOfLink(enrolmentLink([origin], token), origin, loopback).join('\n'));
    console.log('The account is nobody before an administrator has confirmed it: on the page Accounts, by its words.');
  } finally {
    await db.destroy();
  }
}

async function verify(url: string): Promise<void> {
  const db = openDatabase(url, () => undefined);
  try {
    const verdict = await db.transaction().setIsolationLevel('repeatable read').execute(verifyAudit);
    if (verdict.ok) {
      console.log(`The audit log is whole: ${verdict.entries} entries, head ${verdict.headHash}.`);
      return;
    }
    console.error(`The audit log is NOT whole, at entry ${verdict.sequence}: ${verdict.code}. ${verdict.message}`);
    process.exitCode = 1;
  } finally {
    await db.destroy();
  }
}

async function verifyBundleFile(file: string): Promise<void> {
  try {
    const verdict = verifyBundle(Uint8Array.from(await readFile(file)));
    console.log(`Vault ${verdict.vaultName} (${verdict.vaultId})`);
    console.log(`  paired by the offer       ${verdict.offerWords.join(' ')}`);
    console.log(`  and the acceptance        ${verdict.acceptanceWords.join(' ')}`);
    console.log(`  officers who approved     ${verdict.officers.join(', ')}`);
    for (const item of verdict.items) {
      console.log(`Withdrawal ${item.withdrawalId}: ${item.payment}`);
      console.log(`  approved by               ${item.approvers.join(', ')}`);
      console.log(`  the signer                ${item.outcome}`);
    }
    console.log('Every signature is good. Compare the words with the record of the pairing.');
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    console.error(`The bundle is NOT good: ${error.code}. ${error.message}`);
    process.exitCode = 1;
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await main(process.argv.slice(2));
}
