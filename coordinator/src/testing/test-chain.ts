import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Contract, ContractFactory, JsonRpcProvider, NonceManager, Wallet } from 'ethers';

const ROOT = join(import.meta.dirname, '..', '..', '..');
/** Anvil's first test account: public knowledge, play money. */
const FUNDER_KEY = '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80';
const CHAIN_ID = 31_337;

/** A real EVM node with play money and one ERC-20 token of 6 decimals. */
export type TestChain = {
  readonly name: 'eip155:31337';
  readonly url: string;
  readonly provider: JsonRpcProvider;
  readonly token: string;
  fund(address: string, wei: bigint, tokens: bigint): Promise<void>;
  tokenBalance(address: string): Promise<bigint>;
  /** Transactions of an address in blocks. */
  countSent(address: string): Promise<number>;
  /** Stops answering, and answers again. */
  pause(): void;
  resume(): void;
  close(): Promise<void>;
};

/** Starts anvil; a block is made for each transaction, unless `flags` say otherwise. */
export async function startTestChain(flags: readonly string[] = []): Promise<TestChain> {
  const binary = join(ROOT, 'node_modules', '.bin', 'anvil');
  const args = ['--host', '127.0.0.1', '--port', '0', '--chain-id', String(CHAIN_ID), ...flags];
  const process = spawn(binary, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const url = `http://${await listeningAddress(process)}`;
  const provider = new JsonRpcProvider(url, CHAIN_ID, { staticNetwork: true, pollingInterval: 50, cacheTimeout: -1 });
  const funder = new NonceManager(new Wallet(FUNDER_KEY, provider));
  const token = await deployToken(funder);
  return {
    name: 'eip155:31337',
    url,
    provider,
    token: await token.getAddress(),
    fund: async (address, wei, tokens) => {
      await (await funder.sendTransaction({ to: address, value: wei })).wait();
      if (tokens > 0n) await (await token.getFunction('transfer')(address, tokens)).wait();
    },
    tokenBalance: (address) => token.getFunction('balanceOf')(address),
    countSent: (address) => provider.getTransactionCount(address),
    pause: () => void process.kill('SIGSTOP'),
    resume: () => void process.kill('SIGCONT'),
    close: () => close(process, provider),
  };
}

async function listeningAddress(process: ChildProcess): Promise<string> {
  if (process.stdout === null) throw new Error('anvil has no output');
  for await (const line of createInterface({ input: process.stdout })) {
    const match = /Listening on (\S+)/.exec(line);
    if (match?.[1] === undefined) continue;
    process.stdout.resume();
    return match[1];
  }
  throw new Error('anvil ended before it listened');
}

async function deployToken(funder: NonceManager): Promise<Contract> {
  const path = join(ROOT, 'e2e', 'support', 'token', 'demo-token.json');
  const artefact = JSON.parse(await readFile(path, 'utf8'));
  const deployed = await new ContractFactory(artefact.abi, artefact.bytecode, funder).deploy(10n ** 15n);
  await deployed.waitForDeployment();
  return new Contract(await deployed.getAddress(), artefact.abi, funder);
}

async function close(process: ChildProcess, provider: JsonRpcProvider): Promise<void> {
  provider.destroy();
  if (process.exitCode !== null) return;
  const ended = once(process, 'exit');
  process.kill('SIGKILL');
  await ended;
}
