import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Contract, ContractFactory, JsonRpcProvider, parseEther, Wallet } from 'ethers';
import { ROOT } from './toolchain.ts';

/** Anvil's first test account; its key is public knowledge and holds play money on a chain of our own. */
const FUNDER_KEY = '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80';
const CHAIN_ID = 31337;

/** A real EVM node of our own, with play money and one ERC-20 token. */
export type TestChain = {
  readonly chainId: number;
  readonly url: string;
  readonly provider: JsonRpcProvider;
  /** The token's contract; 6 decimals. */
  readonly token: string;
  fund(address: string, ether: string, tokens: bigint): Promise<void>;
  tokenBalance(address: string): Promise<bigint>;
  /** The independent judge: what `cast` of Foundry says to a question about the chain. */
  cast(...args: readonly string[]): string;
  stop(): Promise<void>;
};

/** Starts anvil on a free port, one block a second, and deploys the token. */
export async function startTestChain(port = 0): Promise<TestChain> {
  const binary = join(ROOT, 'node_modules', '.bin', 'anvil');
  const args = ['--host', '127.0.0.1', '--port', String(port), '--chain-id', String(CHAIN_ID), '--block-time', '1'];
  const process = spawn(binary, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const url = `http://${await listeningAddress(process)}`;
  const provider = new JsonRpcProvider(url, CHAIN_ID, { staticNetwork: true, pollingInterval: 200 });
  const funder = new Wallet(FUNDER_KEY, provider);
  const token = await deployToken(funder);
  return {
    chainId: CHAIN_ID,
    url,
    provider,
    token: await token.getAddress(),
    fund: (address, ether, tokens) => fund(funder, token, address, ether, tokens),
    tokenBalance: (address) => token.getFunction('balanceOf')(address),
    cast: (...castArgs) => cast(url, castArgs),
    stop: () => stop(process, provider),
  };
}

async function listeningAddress(process: ChildProcess): Promise<string> {
  if (!process.stdout) throw new Error('anvil has no output');
  const lines = createInterface({ input: process.stdout });
  for await (const line of lines) {
    const match = /Listening on (\S+)/.exec(line);
    if (match?.[1]) {
      process.stdout.resume();
      return match[1];
    }
  }
  throw new Error('anvil ended before it listened');
}

async function deployToken(funder: Wallet): Promise<Contract> {
  const artefact = JSON.parse(readFileSync(join(ROOT, 'e2e/support/token/demo-token.json'), 'utf8'));
  const factory = new ContractFactory(artefact.abi, artefact.bytecode, funder);
  const deployed = await factory.deploy(10n ** 15n);
  await deployed.waitForDeployment();
  return new Contract(await deployed.getAddress(), artefact.abi, funder);
}

async function fund(funder: Wallet, token: Contract, address: string, ether: string, tokens: bigint): Promise<void> {
  const payment = await funder.sendTransaction({ to: address, value: parseEther(ether) });
  await payment.wait();
  if (tokens === 0n) return;
  const transfer = await token.getFunction('transfer')(address, tokens);
  await transfer.wait();
}

function cast(url: string, args: readonly string[]): string {
  const binary = join(ROOT, 'node_modules', '.bin', 'cast');
  return execFileSync(binary, [...args, '--rpc-url', url], { encoding: 'utf8' }).trim();
}

async function stop(process: ChildProcess, provider: JsonRpcProvider): Promise<void> {
  provider.destroy();
  if (process.exitCode !== null) return;
  const ended = once(process, 'exit');
  process.kill();
  await ended;
}
