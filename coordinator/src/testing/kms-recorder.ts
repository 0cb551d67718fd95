import { createServer, request, type Server } from 'node:http';

type Use = { readonly keyArn: string; readonly digest: string };

/** Stands before a KMS server and writes down what it was asked to sign, as AWS's own log of use would. */
export class KmsRecorder {
  readonly endpoint: string;
  /** Key and digest of every Sign, in hexadecimal. */
  readonly signed: Use[] = [];
  /** Asked before a Sign goes on to KMS, while whoever asked for it waits. */
  beforeSign: (use: Use) => Promise<void> = async () => undefined;
  readonly #server: Server;
  #isAway = false;

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.endpoint = `http://127.0.0.1:${port}`;
  }

  static async open(target: string): Promise<KmsRecorder> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const recorder = new KmsRecorder(server, typeof address === 'object' && address ? address.port : 0);
    server.on('request', async (incoming, outgoing) => {
      if (recorder.#isAway) return void incoming.destroy();
      const chunks: Buffer[] = [];
      for await (const chunk of incoming) chunks.push(chunk);
      const body = Buffer.concat(chunks);
      if (incoming.headers['x-amz-target'] === 'TrentService.Sign') await recorder.#record(body);
      const onward = request(target, { method: 'POST', headers: incoming.headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      });
      onward.on('error', () => outgoing.destroy());
      onward.end(body);
    });
    return recorder;
  }

  /** Hangs up on everybody, until it is called with false. */
  away(isAway: boolean): void {
    this.#isAway = isAway;
    if (isAway) this.#server.closeAllConnections();
  }

  async #record(body: Buffer): Promise<void> {
    const { KeyId, Message } = JSON.parse(body.toString('utf8'));
    const use = { keyArn: String(KeyId), digest: Buffer.from(String(Message), 'base64').toString('hex') };
    this.signed.push(use);
    await this.beforeSign(use);
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
