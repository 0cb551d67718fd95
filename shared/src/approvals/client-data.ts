import { Refusal, refuseUnless, toBase64Url } from '../bytes/index.ts';

const MAX_CLIENT_DATA = 1024;
const MAX_ASCII = 0x7f;

/** What client data must be bound to. */
type Binding = { readonly challenge: Uint8Array; readonly origins: readonly string[] };

/**
 * Checks what the browser says that it asked the authenticator for (WebAuthn level 3, sections 5.8.1 and 7.2).
 *
 * Refuses with APPROVAL_CLIENT_DATA_INVALID, APPROVAL_WRONG_TYPE, APPROVAL_WRONG_CHALLENGE or APPROVAL_WRONG_ORIGIN.
 */
export function checkClientData(clientDataJson: Uint8Array, { challenge, origins }: Binding): void {
  const data = parseClientData(clientDataJson);
  refuseUnless(
    data.type === 'webauthn.get',
    'APPROVAL_WRONG_TYPE',
    'This is not an approval but another use of a passkey.',
  );
  refuseUnless(
    data.challenge === toBase64Url(challenge),
    'APPROVAL_WRONG_CHALLENGE',
    'This approval was given for something else: the digest in it is another. The request must be approved again.',
  );
  refuseUnless(
    isKnownOrigin(data.origin, origins) && isUnframed(data),
    'APPROVAL_WRONG_ORIGIN',
    'This approval was given on a page that is not the back office.',
  );
}

function isKnownOrigin(origin: unknown, origins: readonly string[]): boolean {
  return typeof origin === 'string' && origins.includes(origin);
}

/** WebAuthn level 3, section 5.8.1: `crossOrigin` may be left out by older browsers, and tells of a frame if it is true. */
function isUnframed({ crossOrigin, topOrigin }: Record<string, unknown>): boolean {
  return (crossOrigin === undefined || crossOrigin === false) && topOrigin === undefined;
}

function parseClientData(bytes: Uint8Array): Record<string, unknown> {
  const text = clientDataText(bytes);
  const value = parseJson(text);
  // Two readers may differ in which of two members of one name they take, so that there must be only one.
  refuseUnless(
    isObject(value) && Object.keys(value).length === countWrittenNames(text),
    'APPROVAL_CLIENT_DATA_INVALID',
    'The client data of this approval is not one flat object with each name once.',
  );
  return value;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Refusal('APPROVAL_CLIENT_DATA_INVALID', 'The client data of this approval cannot be read.', { cause });
  }
}

/**
 * The text of client data. Origins and base64url are ASCII, so a browser writes nothing else, and what is ASCII is UTF-8
 * that every reader decodes alike.
 */
function clientDataText(bytes: Uint8Array): string {
  refuseUnless(
    bytes.length <= MAX_CLIENT_DATA,
    'APPROVAL_CLIENT_DATA_INVALID',
    'The client data of this approval is too long.',
  );
  refuseUnless(
    bytes.every((byte) => byte <= MAX_ASCII),
    'APPROVAL_CLIENT_DATA_INVALID',
    'The client data of this approval holds characters that no browser writes there.',
  );
  return String.fromCharCode(...bytes);
}

/** How many names of members a JSON text holds: the strings with a colon behind them. */
function countWrittenNames(json: string): number {
  return [...json.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?/g)].filter(([, colon]) => colon !== undefined).length;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
