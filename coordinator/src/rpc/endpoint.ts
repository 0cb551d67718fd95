import { FetchRequest, JsonRpcProvider, Network } from 'ethers';
import { z } from 'zod';

const TIMEOUT_MS = 5_000;
/** After a failure an endpoint is not asked for so long: whoever waits behind the first gets an answer at once. */
const REST_MS = 1_000;

/** One JSON-RPC endpoint of a chain. */
export type Endpoint = {
  /** Throws {@link RpcAnswer} when the node answered with an error, else whatever kept the answer away. */
  call<S extends z.ZodType>(schema: S, method: string, parameters: readonly unknown[]): Promise<z.output<S>>;
  close(): void;
};

/** The node was reached and said no. */
export class RpcAnswer extends Error {
  override readonly name = 'RpcAnswer';
}

/** The endpoint belongs to another chain than it was configured for. */
export class WrongChain extends Error {
  override readonly name = 'WrongChain';
}

const Failure = z.object({ message: z.string() });
const EthersError = z.object({
  info: z.object({ error: Failure }).optional(),
  error: Failure.extend({ code: z.number() }).optional(),
});

/** An endpoint that must be a node of `chainId`: this is asked before its first answer is believed. */
export function openEndpoint(url: string, chainId: bigint): Endpoint {
  const request = new FetchRequest(url);
  request.timeout = TIMEOUT_MS;
  request.setThrottleParams({ maxAttempts: 2, slotInterval: 100 });
  const network = Network.from(chainId);
  const provider = new JsonRpcProvider(request, network, {
    staticNetwork: network,
    batchMaxCount: 1,
    cacheTimeout: -1,
  });
  let isRightChain = false;
  let restUntil = 0;

  const send = async (method: string, parameters: readonly unknown[]): Promise<unknown> => {
    if (Date.now() < restUntil) throw new Error('the endpoint did not answer a moment ago');
    try {
      return await provider.send(method, [...parameters]);
    } catch (error) {
      const parsed = EthersError.safeParse(error);
      const answer = parsed.success ? (parsed.data.info?.error ?? parsed.data.error) : undefined;
      if (answer !== undefined) throw new RpcAnswer(answer.message, { cause: error });
      restUntil = Date.now() + REST_MS;
      throw error;
    }
  };
  return {
    call: async (schema, method, parameters) => {
      if (!isRightChain) {
        const answered = Quantity.parse(await send('eth_chainId', []));
        if (answered !== chainId) {
          throw new WrongChain(
            `An endpoint in RPC_URLS is a node of chain ${answered}, not of ${chainId}: correct it.`,
          );
        }
        isRightChain = true;
      }
      return schema.parse(await send(method, parameters));
    },
    close: () => provider.destroy(),
  };
}

/** A number in JSON-RPC: `0x` and hexadecimal digits. */
export const Quantity = z
  .string()
  .regex(/^0x[0-9a-fA-F]{1,64}$/)
  .transform((text) => BigInt(text));

/** Bytes in JSON-RPC. */
export const Data = z
  .string()
  .regex(/^0x([0-9a-fA-F]{2})*$/)
  .transform((text) => Uint8Array.from(Buffer.from(text.slice(2), 'hex')));
