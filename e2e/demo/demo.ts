import { Evidence } from '../story/evidence.ts';
import { foundVault } from '../story/found-vault.ts';
import { openBackOffice } from '../story/open-back-office.ts';
import { payCold, payHot } from '../story/pay.ts';
import { openWorld } from '../story/world.ts';

const out = process.argv.includes('--out') ? process.argv[process.argv.indexOf('--out') + 1] : undefined;
const evidence = new Evidence(out, console.log);
const world = await openWorld();
try {
  const story = await openBackOffice(world, evidence);
  const { wallet } = await foundVault(story);
  const cold = await payCold(story, wallet);
  const hot = await payHot(story);
  console.table([...cold, hot]);
} catch (error) {
  console.error(error);
  let n = 0;
  for (const context of world.browser.contexts())
    for (const page of context.pages()) await evidence.screen(page, `failed-${n++}`);
  await evidence.screen(await world.signer.review(), 'failed-signer');
  console.error(world.coordinator.output().slice(-3000));
  console.error(world.signer.output().slice(-2000));
  process.exitCode = 1;
} finally {
  await world.close();
}
