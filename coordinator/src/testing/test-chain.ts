import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Contract, ContractFactory, JsonRpcProvider, NonceManager, Wallet } from 'ethers';
import { endWithUs } from './end-with-us.ts';

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

/**
 * The program itself and not its launcher in node_modules/.bin: a signal to the launcher does not reach the program, which
 * then lives on and holds the pipes of whoever started it.
 */
export function foundryProgram(name: 'anvil' | 'cast'): string {
  const architecture = process.arch === 'arm64' ? 'arm64' : 'amd64';
  return join(ROOT, 'node_modules', '@foundry-rs', `${name}-${process.platform}-${architecture}`, 'bin', name);
}

/** Starts anvil; a block is made for each transaction, unless `flags` say otherwise. */
export async function startTestChain(flags: readonly string[] = []): Promise<TestChain> {
  const args = ['--host', '127.0.0.1', '--port', '0', '--chain-id', String(CHAIN_ID), ...flags];
  const anvil = spawn(foundryProgram('anvil'), args, { stdio: ['ignore', 'pipe', 'ignore'] });
  endWithUs(anvil);
  const url = `http://${await listeningAddress(anvil)}`;
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
    pause: () => void anvil.kill('SIGSTOP'),
    resume: () => void anvil.kill('SIGCONT'),
    close: () => close(anvil, provider),
  };
}

async function listeningAddress(anvil: ChildProcess): Promise<string> {
  if (anvil.stdout === null) throw new Error('anvil has no output');
  for await (const line of createInterface({ input: anvil.stdout })) {
    const match = /Listening on (\S+)/.exec(line);
    if (match?.[1] === undefined) continue;
    anvil.stdout.resume();
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

async function close(anvil: ChildProcess, provider: JsonRpcProvider): Promise<void> {
  provider.destroy();
  if (anvil.exitCode !== null) return;
  const ended = once(anvil, 'exit');
  anvil.kill('SIGKILL');
  await ended;
}
