import { ApiProblem, problemOf, unreachable } from './problem.ts';

type RequestOptions = { readonly body?: unknown; readonly idempotencyKey?: string; readonly signal?: AbortSignal };

/**
 * Asks the API of this origin. The session is a cookie that scripts cannot read; the browser's Origin header keeps foreign
 * pages out, so there is no token to carry. The reply has the type that its route declares: the server checks it before
 * it leaves. Throws {@link ApiProblem}.
 */
export async function request<Reply>(method: string, path: string, options: RequestOptions = {}): Promise<Reply> {
  const response = await send(method, path, options);
  const body: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw problemOf(response.status, body);
  return body as Reply;
}

export function get<Reply>(path: string, signal?: AbortSignal): Promise<Reply> {
  return request<Reply>('GET', path, signal ? { signal } : {});
}

async function send(method: string, path: string, { body, idempotencyKey, signal }: RequestOptions): Promise<Response> {
  const headers = new Headers({ Accept: 'application/json, application/problem+json' });
  if (body !== undefined) headers.set('Content-Type', 'application/json');
  if (idempotencyKey !== undefined) headers.set('Idempotency-Key', idempotencyKey);
  try {
    return await fetch(path, {
      method,
      headers,
      credentials: 'same-origin',
      cache: 'no-store',
      redirect: 'error',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw unreachable();
  }
}

/** A path's query: what is undefined or empty is left out. */
export function withQuery(path: string, query: Readonly<Record<string, string | number | undefined>>): string {
  const parts = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  if (parts.length === 0) return path;
  return `${path}?${new URLSearchParams(parts.map(([name, value]) => [name, String(value)]))}`;
}

export function isProblem(error: unknown, ...codes: readonly string[]): error is ApiProblem {
  return error instanceof ApiProblem && (codes.length === 0 || codes.includes(error.code));
}
