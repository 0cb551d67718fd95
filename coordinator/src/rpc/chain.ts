import { concatBytes, toHex } from '@vieraugen/shared/bytes';
import { AppError } from '../http/app-error.ts';
import { AnyBlock, BlockWithFee, Code, Receipt, type Settlement, settlementOf, TokenAmount } from './answers.ts';
import { type Endpoint, Quantity, RpcAnswer, WrongChain } from './endpoint.ts';
import type { Finality } from './finality.ts';

/** What gas costs now, in wei for one unit. */
export type Fees = { readonly baseFee: bigint; readonly tip: bigint };

/** What a node would run: an unsigned transfer as JSON-RPC takes it. */
export type Call = {
  readonly from: Uint8Array;
  readonly to: Uint8Array;
  readonly value: bigint;
  readonly data: Uint8Array;
};

export type BroadcastAnswer =
  | { readonly kind: 'accepted' }
  /** Another transaction, or this one, used the nonce. */
  | { readonly kind: 'nonce-used' }
  | { readonly kind: 'refused'; readonly message: string };

/** A chain, over all its endpoints. Everything here may throw RPC_UNAVAILABLE. */
export type Chain = {
  readonly name: string;
  readonly chainId: bigint;
  fees(): Promise<Fees>;
  /** Throws TRANSFER_WOULD_FAIL when the chain says so. */
  estimateGas(call: Call): Promise<bigint>;
  hasCode(address: Uint8Array): Promise<boolean>;
  /** The first nonce that no transaction known to the node has. */
  pendingNonce(address: Uint8Array): Promise<bigint>;
  /** The number of transactions in final blocks. */
  finalNonce(address: Uint8Array): Promise<bigint>;
  balance(address: Uint8Array): Promise<bigint>;
  tokenBalance(contract: Uint8Array, address: Uint8Array): Promise<bigint>;
  /** Given to every endpoint; one that takes it is enough. */
  broadcast(signed: Uint8Array): Promise<BroadcastAnswer>;
  /** Undefined while no block has it. What most endpoints agree on. */
  settlement(hash: Uint8Array): Promise<Settlement | undefined>;
};

const BALANCE_OF = Uint8Array.of(0x70, 0xa0, 0x82, 0x31);
const FALLBACK_TIP = 1_000_000_000n;
const KNOWN = /already known|already imported|known transaction|already exists/i;
const NONCE_USED = /nonce (is )?too low|nonce has already been used/i;

export function openChain(chainId: bigint, endpoints: readonly Endpoint[], finality: Finality): Chain {
  const name = `eip155:${chainId}`;
  const first = <T>(ask: (endpoint: Endpoint) => Promise<T>) => askFirst(name, endpoints, ask);
  const agreed = <T>(ask: (endpoint: Endpoint) => Promise<T>) => askMost(name, endpoints, ask);
  const quantity = (method: string, ...parameters: unknown[]) =>
    first((node) => node.call(Quantity, method, parameters));
  return {
    name,
    chainId,
    fees: () => first(readFees),
    estimateGas: (call) => estimateGas(first, call),
    hasCode: async (address) =>
      (await first((node) => node.call(Code, 'eth_getCode', [hex(address), 'latest']))).length > 0,
    pendingNonce: (address) => quantity('eth_getTransactionCount', hex(address), 'pending'),
    finalNonce: (address) => agreed((node) => finalNonce(node, address, finality)),
    balance: (address) => quantity('eth_getBalance', hex(address), 'latest'),
    tokenBalance: (contract, address) => first((node) => readTokenBalance(node, contract, address)),
    broadcast: (signed) => broadcast(name, endpoints, signed),
    settlement: (hash) => agreed((node) => readSettlement(node, hash, finality)),
  };
}

async function readFees(node: Endpoint): Promise<Fees> {
  const block = await node.call(BlockWithFee, 'eth_getBlockByNumber', ['latest', false]);
  const tip = await node.call(Quantity, 'eth_maxPriorityFeePerGas', []).catch((error: unknown) => {
    if (error instanceof RpcAnswer) return FALLBACK_TIP;
    throw error;
  });
  return { baseFee: block.baseFeePerGas, tip };
}

async function estimateGas(first: <T>(ask: (node: Endpoint) => Promise<T>) => Promise<T>, call: Call): Promise<bigint> {
  const transaction = {
    from: hex(call.from),
    to: hex(call.to),
    value: `0x${call.value.toString(16)}`,
    data: hex(call.data),
  };
  try {
    return await first((node) => node.call(Quantity, 'eth_estimateGas', [transaction]));
  } catch (error) {
    if (!(error instanceof RpcAnswer)) throw error;
    const message = `The chain says that this transfer would fail now (${error.message}). Is the wallet funded?`;
    throw new AppError('TRANSFER_WOULD_FAIL', message, { cause: error });
  }
}

async function readTokenBalance(node: Endpoint, contract: Uint8Array, address: Uint8Array): Promise<bigint> {
  const data = concatBytes(BALANCE_OF, new Uint8Array(12), address);
  return node.call(TokenAmount, 'eth_call', [{ to: hex(contract), data: hex(data) }, 'latest']);
}

async function finalNonce(node: Endpoint, address: Uint8Array, finality: Finality): Promise<bigint> {
  const block = await finalBlock(node, finality);
  return node.call(Quantity, 'eth_getTransactionCount', [hex(address), `0x${block.toString(16)}`]);
}

async function readSettlement(node: Endpoint, hash: Uint8Array, finality: Finality): Promise<Settlement | undefined> {
  const receipt = await node.call(Receipt, 'eth_getTransactionReceipt', [hex(hash)]);
  if (receipt === null) return undefined;
  return settlementOf(receipt, await finalBlock(node, finality));
}

/** The newest block that will not be undone, by the chain's own tag or by the number of blocks on top. */
async function finalBlock(node: Endpoint, finality: Finality): Promise<bigint> {
  const tag = finality.kind === 'tag' ? 'finalized' : 'latest';
  const { number } = await node.call(AnyBlock, 'eth_getBlockByNumber', [tag, false]);
  if (finality.kind === 'tag') return number;
  const final = number - BigInt(finality.blocks) + 1n;
  return final > 0n ? final : 0n;
}

async function broadcast(name: string, endpoints: readonly Endpoint[], signed: Uint8Array): Promise<BroadcastAnswer> {
  const answers = await Promise.allSettled(endpoints.map((node) => sendRaw(node, signed)));
  const given = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
  const best =
    given.find((answer) => answer.kind === 'accepted') ?? given.find((answer) => answer.kind === 'nonce-used');
  const answer = best ?? given[0];
  if (answer === undefined) throw unavailable(name, answers.find((failure) => failure.status === 'rejected')?.reason);
  return answer;
}

async function sendRaw(node: Endpoint, signed: Uint8Array): Promise<BroadcastAnswer> {
  try {
    await node.call(Code, 'eth_sendRawTransaction', [hex(signed)]);
    return { kind: 'accepted' };
  } catch (error) {
    if (!(error instanceof RpcAnswer)) throw error;
    if (KNOWN.test(error.message)) return { kind: 'accepted' };
    return NONCE_USED.test(error.message) ? { kind: 'nonce-used' } : { kind: 'refused', message: error.message };
  }
}

/** The first endpoint that answers. What a node answers with an error is an answer. */
async function askFirst<T>(
  name: string,
  endpoints: readonly Endpoint[],
  ask: (node: Endpoint) => Promise<T>,
): Promise<T> {
  let failure: unknown;
  for (const node of endpoints) {
    try {
      return await ask(node);
    } catch (error) {
      if (error instanceof RpcAnswer) throw error;
      failure = error;
    }
  }
  throw unavailable(name, failure);
}

/** What more than half of all endpoints answer alike; an endpoint that is away counts against it. */
async function askMost<T>(
  name: string,
  endpoints: readonly Endpoint[],
  ask: (node: Endpoint) => Promise<T>,
): Promise<T> {
  const answers = await Promise.allSettled(endpoints.map(ask));
  const counts = new Map<string, { value: T; votes: number }>();
  for (const answer of answers) {
    if (answer.status === 'rejected') continue;
    const key = comparable(answer.value);
    const entry = counts.get(key) ?? { value: answer.value, votes: 0 };
    counts.set(key, { ...entry, votes: entry.votes + 1 });
  }
  const winner = [...counts.values()].find(({ votes }) => votes * 2 > endpoints.length);
  if (winner === undefined) throw unavailable(name, answers.find((answer) => answer.status === 'rejected')?.reason);
  return winner.value;
}

function comparable(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) => (typeof item === 'bigint' ? `${item}n` : item)) ?? 'undefined';
}

function unavailable(name: string, cause: unknown): AppError {
  const message =
    cause instanceof WrongChain ? cause.message : `The nodes of ${name} do not answer, or disagree. Try again shortly.`;
  return new AppError('RPC_UNAVAILABLE', message, { cause });
}

function hex(bytes: Uint8Array): string {
  return `0x${toHex(bytes)}`;
}
