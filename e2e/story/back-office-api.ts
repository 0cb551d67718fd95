import type { Page } from 'playwright';

/** Calls the API as the person does who is signed in on this page. */
export async function callAs<T>(page: Page, method: 'GET' | 'POST', path: string, body?: unknown): Promise<T> {
  const answer = await page.evaluate(
    async ([how, where, what]) => {
      const response = await fetch(where, {
        method: how,
        headers: {
          ...(what === undefined ? {} : { 'content-type': 'application/json' }),
          ...(how === 'POST' ? { 'idempotency-key': crypto.randomUUID() } : {}),
        },
        ...(what === undefined ? {} : { body: JSON.stringify(what) }),
      });
      return { ok: response.ok, body: await response.json() };
    },
    [method, path, body] as const,
  );
  if (!answer.ok) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
  return answer.body as T;
}

/** Calls the API as a program does: with a token that its API key was exchanged for. */
export async function callWithToken<T>(
  page: Page,
  token: string,
  method: 'GET' | 'POST',
  path: string,
  body?: unknown,
): Promise<T> {
  const response = await page.request.fetch(path, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(method === 'POST' ? { 'idempotency-key': crypto.randomUUID() } : {}),
    },
    ...(body === undefined ? {} : { data: body }),
  });
  const answer = await response.json();
  if (!response.ok()) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
  return answer as T;
}
