import { randomUUID } from 'node:crypto';

/** What came back: the status, the parsed body, and the headers. */
export type ApiAnswer = { readonly status: number; readonly body: Record<string, unknown>; readonly headers: Headers };

export type ApiRequest = {
  readonly body?: unknown;
  /** A new one for each POST unless given; null sends none. */
  readonly idempotencyKey?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
};

/** Calls the API as a page does (with its cookie and origin) or as a program does (with its token). */
export class ApiClient {
  readonly origin: string;
  readonly #identity: Readonly<Record<string, string>>;

  constructor(origin: string, identity: Readonly<Record<string, string>> = {}) {
    this.origin = origin;
    this.#identity = identity;
  }

  /** The session of a person, as their browser would send it. */
  get cookie(): string | undefined {
    return this.#identity.cookie;
  }

  /** The same caller at another replica, from the page at `origin` that all of them serve. */
  at(replica: string, origin: string): ApiClient {
    return new ApiClient(replica, { ...this.#identity, origin });
  }

  get(path: string, request: ApiRequest = {}): Promise<ApiAnswer> {
    return this.send('GET', path, request);
  }

  post(path: string, body?: unknown, request: ApiRequest = {}): Promise<ApiAnswer> {
    return this.send('POST', path, { ...request, body });
  }

  async send(method: string, path: string, request: ApiRequest): Promise<ApiAnswer> {
    const key = request.idempotencyKey === undefined ? randomUUID() : request.idempotencyKey;
    const response = await fetch(`${this.origin}${path}`, {
      method,
      headers: {
        ...this.#identity,
        ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(method !== 'POST' || key === null ? {} : { 'idempotency-key': key }),
        ...request.headers,
      },
      ...(request.body === undefined
        ? {}
        : { body: typeof request.body === 'string' ? request.body : JSON.stringify(request.body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') === true;
    return { status: response.status, body: isJson ? JSON.parse(text) : { text }, headers: response.headers };
  }
}
