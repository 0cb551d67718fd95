/** What people call the messages that cross the gap. */
const NAMES: Readonly<Record<string, string>> = {
  'x-vier-offer': 'a pairing offer',
  'x-vier-acceptance': 'a pairing acceptance',
  'x-vier-manifest': 'a key manifest',
  'x-vier-request': 'a signing request',
  'x-vier-response': 'a signing response',
  'eth-sign-request': 'a request to a foreign device',
  'eth-signature': 'a foreign device’s signature',
  'crypto-hdkey': 'a foreign device’s public key',
  'crypto-account': 'a foreign device’s account',
};

export function messageName(urType: string): string {
  return NAMES[urType] ?? `something of another kind (${urType.slice(0, 40)})`;
}
