import { createServer, type Server } from 'node:http';
import { fromHex } from '@vieraugen/shared/bytes';
import { Wallet } from 'ethers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestChain, type TestChain } from '../testing/test-chain.ts';
import { type Chain, type Chains, openChains } from './index.ts';

/** A test account of anvil: public knowledge, play money. */
const PAYER = '0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d';

let node: TestChain;
let liar: Server;
let liarUrl: string;
const opened: Chains[] = [];
beforeAll(async () => {
  node = await startTestChain();
  liar = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => {
      const { id, method } = JSON.parse(body);
      const lies: Record<string, unknown> = { eth_chainId: '0x7a69', eth_getTransactionReceipt: null };
      const result = lies[method] === undefined ? '0xffff' : lies[method];
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ jsonrpc: '2.0', id, result }));
    });
  });
  await new Promise<void>((resolve) => liar.listen(0, '127.0.0.1', resolve));
  const address = liar.address();
  liarUrl = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
}, 60_000);
afterAll(async () => {
  for (const chains of opened) chains.close();
  liar.closeAllConnections();
  liar.close();
  await node.close();
});

const DEAD = 'http://127.0.0.1:1';

function over(...urls: string[]): Chain {
  const chains = openChains(new Map([[31_337, urls]]), new Map([[31_337, { kind: 'depth', blocks: 2 }]]));
  opened.push(chains);
  return chains.get('eip155:31337');
}

async function signedPayment(): Promise<Uint8Array> {
  const payer = new Wallet(PAYER, node.provider);
  const transaction = await payer.populateTransaction({ to: payer.address, value: 1n, type: 2 });
  return fromHex(await payer.signTransaction(transaction));
}

test('one endpoint that is away is passed over', async () => {
  expect((await over(DEAD, node.url).fees()).baseFee).toBeGreaterThan(0n);
});

test('all away is a clear error', async () => {
  await expect(over(DEAD).fees()).rejects.toMatchObject({ code: 'RPC_UNAVAILABLE' });
});

test('a node of another chain is not believed', async () => {
  const chains = openChains(new Map([[5, [node.url]]]), new Map());
  opened.push(chains);
  await expect(chains.get('eip155:5').fees()).rejects.toMatchObject({ code: 'RPC_UNAVAILABLE' });
});

test('a transaction counts once most endpoints have it, and is final at its depth', async () => {
  const chain = over(node.url, node.url, liarUrl);
  const bytes = await signedPayment();
  expect(await chain.broadcast(bytes)).toEqual({ kind: 'accepted' });
  expect((await chain.broadcast(bytes)).kind).not.toBe('refused');
  const hash = fromHex((await node.provider.getBlock('latest'))?.transactions[0] ?? '');
  expect(await chain.settlement(hash)).toMatchObject({ succeeded: true, isFinal: false });
  await node.provider.send('anvil_mine', ['0x1']);
  expect(await chain.settlement(hash)).toMatchObject({ isFinal: true });
});

test('endpoints that disagree decide nothing', async () => {
  await expect(over(node.url, liarUrl).settlement(new Uint8Array(32).fill(1))).resolves.toBeUndefined();
  const hash = fromHex((await node.provider.getBlock(1))?.transactions[0] ?? '');
  await expect(over(node.url, liarUrl).settlement(hash)).rejects.toMatchObject({ code: 'RPC_UNAVAILABLE' });
});

test('what the chain refuses is told apart from a nonce that was used', async () => {
  const chain = over(node.url);
  const bytes = await signedPayment();
  expect((await chain.broadcast(bytes)).kind).toBe('accepted');
  await node.provider.send('anvil_mine', ['0x1']);
  expect((await chain.broadcast(bytes)).kind).toMatch(/nonce-used|accepted/);
  expect((await chain.broadcast(Uint8Array.of(2, 0xc0))).kind).toBe('refused');
});

test('a call that would fail says so', async () => {
  const from = new Uint8Array(20).fill(3);
  const call = {
    from,
    to: fromHex(node.token),
    value: 0n,
    data: fromHex(`a9059cbb${'00'.repeat(31)}01${'00'.repeat(31)}01`),
  };
  await expect(over(node.url).estimateGas(call)).rejects.toMatchObject({ code: 'TRANSFER_WOULD_FAIL' });
});
