/**
 * The whole story on real programs. `npm run demo` starts it; see scripts/demo.mjs for its options.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { callAs } from '../story/back-office-api.ts';
import { Evidence } from '../story/evidence.ts';
import { foundVault, type Wallet } from '../story/found-vault.ts';
import { confirm, openBackOffice } from '../story/open-back-office.ts';
import { payCold, payHot } from '../story/pay.ts';
import type { Paid, Story } from '../story/story.ts';
import { openWorld, type World } from '../story/world.ts';
import { readTokens } from './read-tokens.ts';

const { values: options } = parseArgs({
  options: { once: { type: 'boolean', default: false }, out: { type: 'string' } },
});
/** With a display the windows can be seen and, after the story, used. */
const hasDisplay = (process.env.DISPLAY ?? '') !== '';
/** How often the story's second administrator looks for guests. */
const SECONDS_BETWEEN_LOOKS = 2;

console.log(
  'Vieraugen: an API call becomes a confirmed transaction, through an air gap, with four eyes at each side.\n',
);
const evidence = new Evidence(options.out, console.log);
const world = await openWorld(!hasDisplay);
let story: Story | undefined;
try {
  story = await openBackOffice(world, evidence);
  const { wallet } = await foundVault(story);
  const paid = [...(await payCold(story, wallet)), await payHot(story)];
  await keepFiles(story, wallet, paid);
  printSummary(paid);
} catch (error) {
  console.error('\nThe story ended early:', error);
  console.error(world.coordinator.output().slice(-3000));
  console.error(world.signer.output().slice(-3000));
  for (const [index, context] of world.browser.contexts().entries()) {
    for (const page of context.pages()) await evidence.screen(page, `failed-${index + 1}`);
  }
  process.exitCode = 1;
}
if (options.once || process.exitCode === 1 || !story) await end(world);
else await stayUp(story);

async function keepFiles(
  { people, world: { station, coordinator } }: Story,
  wallet: Wallet,
  paid: readonly Paid[],
): Promise<void> {
  const { page } = people.administrator;
  const description = await callAs<object>(page, 'GET', '/v1/openapi.json');
  const { items } = await callAs<{ items: object[] }>(page, 'GET', '/v1/wallets');
  evidence.file('openapi.json', JSON.stringify(description, undefined, 2));
  evidence.file('journal.log', readFileSync(join(station.dataDirectory, 'journal.log')));
  evidence.file('tokens.txt', readTokens(station.directory));
  const report = {
    vaultId: wallet.vaultId,
    wallets: items,
    withdrawals: paid,
    steps: evidence.steps,
    coordinator: coordinator.origin,
    station: station.directory,
  };
  evidence.file('report.json', JSON.stringify(report, undefined, 2));
}

function printSummary(paid: readonly Paid[]): void {
  console.log(
    '\nwithdrawal            transaction hash                                                    block  time taken',
  );
  for (const { kind, what, hash, block, milliseconds } of paid) {
    const name = `${kind} ${what}`.padEnd(20);
    console.log(`${name}  ${hash}  ${String(block).padStart(5)}  ${(milliseconds / 1000).toFixed(1).padStart(6)} s`);
  }
  console.log(`\nRead the tokens with a program that is not ours (pkcs11-tool, through the shares of two officers):`);
  console.log(`  npx node e2e/demo/read-tokens.ts ${world.station.directory}`);
  if (options.out)
    console.log(
      `The evidence is in ${options.out}: screens/, qr/, bundle.cbor, journal.log, tokens.txt, openapi.json, report.json`,
    );
}

/** The second administrator of the story lets in whoever takes up a guest's link. Nobody is there who reads words to them. */
async function confirmGuests({ secondAdministrator }: Story['people'], isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    await new Promise((resolve) => setTimeout(resolve, SECONDS_BETWEEN_LOOKS * 1000));
    const { items } = await callAs<{ items: { name: string; state: string }[] }>(
      secondAdministrator.page,
      'GET',
      '/v1/accounts',
    );
    const guests = items.filter(({ name, state }) => state === 'unconfirmed' && name.startsWith('Guest '));
    for (const { name } of guests) {
      await confirm(secondAdministrator, name, undefined, evidence);
      console.log(`${secondAdministrator.name} confirmed ${name}: sign in now.`);
    }
  }
}

/** Leaves everything running, with ways in for whoever wants to try. */
async function stayUp({ people, world: { coordinator, chain, station } }: Story): Promise<void> {
  const { page } = people.administrator;
  console.log(
    `\nEverything stays up. Open ${coordinator.loopbackOrigin} in a browser on this machine; passkeys work there.`,
  );
  console.log(
    'Each of these links makes one account with a passkey of yours. A second administrator has to confirm it, by the',
  );
  console.log(
    `words that you see then; here ${people.secondAdministrator.name} of the story does it unheard, within seconds:`,
  );
  for (const role of ['administrator', 'operator', 'approver', 'auditor']) {
    const { link } = await callAs<{ link: string }>(page, 'POST', '/v1/invitations', {
      name: `Guest ${role}`,
      roles: [role],
    });
    console.log(`  ${role.padEnd(14)} ${link.replace(coordinator.origin, coordinator.loopbackOrigin)}`);
  }
  console.log(
    `API documentation: ${coordinator.loopbackOrigin}/docs   chain: ${chain.url}   signer: ${station.directory}`,
  );
  if (hasDisplay) console.log('The windows of the story stay open; its confirmations answer themselves with yes.');
  console.log('Ctrl+C ends everything.');
  let isOver = false;
  confirmGuests(people, () => isOver).catch((error: unknown) => {
    if (!isOver) console.error('Guests are not confirmed any more:', error);
  });
  await new Promise<void>((resolve) => process.once('SIGINT', resolve).once('SIGTERM', resolve));
  isOver = true;
  await end(world);
}

async function end({ station, close }: World): Promise<void> {
  await close();
  console.log(`\nEnded. The station's tokens and journal are kept in ${station.directory}.`);
  process.exit();
}
