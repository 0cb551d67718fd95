import { randomBytes } from 'node:crypto';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { buildTransfer, decodeTransfer, type EvmTransfer, signingDigest } from '@vieraugen/shared/chains/evm';
import { loadSignatureCheck } from '@vieraugen/signer-desktop/testing/bench-vault';
import { computeAddress, hexlify, Interface, recoverAddress, Signature, Transaction } from 'ethers';
import { encodeFunctionData, erc20Abi, keccak256, serializeTransaction } from 'viem';
import { rateOf } from './measure.ts';
import type { Bench } from './report.ts';

const TOKEN = '0xdac17f958d2ee523a2206206994597c13d831ec7';
const PAYEE = '0x1111111111111111111111111111111111111111';
const AMOUNT = 1_500_000n;
const FEES = { maxFeePerGas: 20_000_000_000n, maxPriorityFeePerGas: 1_000_000_000n };

/** Transactions beside the two libraries that everybody uses, each as its users use it. */
export async function measureChains(bench: Bench): Promise<void> {
  demandSameBytes();
  await compareBuilding(bench);
  await compareDecoding(bench);
  await compareChecking(bench);
}

async function compareBuilding(bench: Bench): Promise<void> {
  const ours = nextNonce((nonce) => signingDigest(buildTransfer(transferOf(BigInt(nonce)))));
  await bench.compare({
    goal: '17',
    title: 'an ERC-20 transfer, from its fields to its digest',
    unit: 'transactions/s',
    ours: () => rateOf(ours),
    floor: { name: 'ethers', run: () => rateOf(nextNonce((nonce) => ethersTransaction(nonce).unsignedHash)) },
    ratio: 'ours/floor',
    bound: { atLeast: 2.5 },
  });
  await bench.compare({
    goal: '17',
    title: 'the same beside viem (one of the two is enough)',
    unit: 'transactions/s',
    ours: () => rateOf(ours),
    floor: { name: 'viem', run: () => rateOf(nextNonce((nonce) => keccak256(viemTransaction(nonce)))) },
    ratio: 'ours/floor',
    bound: { atLeast: 0.8 },
  });
}

async function compareDecoding(bench: Bench): Promise<void> {
  const unsigned = buildTransfer(transferOf(7n));
  const text = hexlify(unsigned);
  await bench.compare({
    goal: '17b',
    title: 'an ERC-20 transfer, read from its unsigned bytes',
    unit: 'transactions/s',
    ours: () => rateOf(() => decodeTransfer(unsigned)),
    floor: {
      name: 'ethers',
      run: () => rateOf(() => ERC20.decodeFunctionData('transfer', Transaction.from(text).data)),
    },
    ratio: 'ours/floor',
    bound: { atLeast: 8 },
  });
}

async function compareChecking(bench: Bench): Promise<void> {
  const check = await loadSignatureCheck();
  const { secretKey, publicKey } = secp256k1.keygen();
  const address = computeAddress(hexlify(publicKey));
  const signed = Array.from({ length: 64 }, () => {
    const digest = Uint8Array.from(randomBytes(32));
    const signature = secp256k1.sign(digest, secretKey, { prehash: false });
    const checked = check(digest, signature, publicKey);
    const [r, s] = [hexlify(signature.subarray(0, 32)), hexlify(signature.subarray(32))];
    const given = Signature.from({ r, s, yParity: checked[64] === 1 ? 1 : 0 });
    return { digest, signature, given };
  });
  let next = 0;
  const each = (use: (of: (typeof signed)[number]) => void) => () => {
    const of = signed[next++ % signed.length];
    if (of) use(of);
  };
  await bench.compare({
    goal: '17c',
    title: 'the signature of a known key checked, its recovery bit found',
    unit: 'signatures/s',
    ours: () => rateOf(each(({ digest, signature }) => check(digest, signature, publicKey))),
    floor: {
      name: 'ethers, recovering',
      run: () =>
        rateOf(
          each(({ digest, given }) => {
            if (recoverAddress(digest, given) !== address) throw new Error('ethers recovered another address');
          }),
        ),
    },
    ratio: 'ours/floor',
    bound: { atLeast: 5 },
  });
}

const ERC20 = new Interface(['function transfer(address to, uint256 amount) returns (bool)']);

function transferOf(nonce: bigint): EvmTransfer {
  return {
    chainId: 1n,
    nonce,
    ...FEES,
    gasLimit: 60_000n,
    asset: { kind: 'erc20', contract: Uint8Array.from(Buffer.from(TOKEN.slice(2), 'hex')) },
    destination: Uint8Array.from(Buffer.from(PAYEE.slice(2), 'hex')),
    amount: AMOUNT,
  };
}

function ethersTransaction(nonce: number): Transaction {
  const data = ERC20.encodeFunctionData('transfer', [PAYEE, AMOUNT]);
  return Transaction.from({ type: 2, chainId: 1, nonce, ...FEES, gasLimit: 60_000, to: TOKEN, data });
}

function viemTransaction(nonce: number) {
  const data = encodeFunctionData({ abi: erc20Abi, functionName: 'transfer', args: [PAYEE, AMOUNT] });
  return serializeTransaction({ type: 'eip1559', chainId: 1, nonce, ...FEES, gas: 60_000n, to: TOKEN, data });
}

/** A comparison of libraries that do different things would be worth nothing. */
function demandSameBytes(): void {
  const ours = hexlify(buildTransfer(transferOf(7n)));
  if (ours !== ethersTransaction(7).unsignedSerialized || ours !== viemTransaction(7))
    throw new Error('the libraries do not make the same bytes');
}

function nextNonce(build: (nonce: number) => unknown): () => unknown {
  let nonce = 0;
  return () => build(nonce++);
}
