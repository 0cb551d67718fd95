import { refuseUnless } from '@vieraugen/shared/bytes';
import type { PrivateKey, Session } from 'graphene-pk11';
import { signDigestAside } from './ecdsa.ts';
import { chainKeyKind, demandSamePoint, findPrivateKey, findPublicPoint } from './keys.ts';
import type { TokenSession } from './token-session.ts';

/** A key for chains in the vault's token: CKA_ID (16 random bytes) and public key (secp256k1, compressed). */
export type ChainKey = { readonly id: Uint8Array; readonly publicKey: Uint8Array };

/** A digest that a chain key is to sign. */
export type SigningOrder = { readonly key: ChainKey; readonly digest: Uint8Array };

/** Sessions in use at once. Node's pool has four threads; as many again wait for them, so that none is ever idle. */
const MOST_LANES = 8;

/** A session that signs, with the handles of the keys that it has found: PKCS#11 promises a handle to one session alone. */
export class SigningLane {
  readonly #session: TokenSession;
  readonly #keys = new Map<string, PrivateKey>();

  constructor(session: TokenSession) {
    this.#session = session;
  }

  sign({ key, digest }: SigningOrder): Promise<Uint8Array> {
    return this.#session.runAside(async (session) => signDigestAside(session, this.#find(session, key), digest));
  }

  close(): void {
    this.#session.close();
  }

  /** A key is searched and checked at its first use: a batch then costs one call to the HSM for each signature. */
  #find(session: Session, key: ChainKey): PrivateKey {
    const name = Buffer.from(key.id).toString('hex');
    const known = this.#keys.get(name);
    if (known) return known;
    refuseUnless(key.id.length === 16, 'KEY_MISSING', 'This is not the id of a chain key.');
    demandSamePoint(findPublicPoint(session, chainKeyKind(key.id)), key.publicKey);
    const handle = findPrivateKey(session, chainKeyKind(key.id));
    this.#keys.set(name, handle);
    return handle;
  }
}

/** As many lanes as there are orders, if the token takes so many sessions. The first one is `session` itself. */
export function openLanes(session: TokenSession, open: readonly SigningLane[], orders: number): readonly SigningLane[] {
  const lanes = open.length > 0 ? [...open] : [new SigningLane(session)];
  try {
    while (lanes.length < Math.min(orders, MOST_LANES)) {
      const beside = session.openBeside();
      if (!beside) break;
      lanes.push(new SigningLane(beside));
    }
    return lanes;
  } catch (error) {
    for (const lane of lanes.slice(Math.max(open.length, 1))) lane.close();
    throw error;
  }
}

/**
 * Hands the orders to the lanes, each taking the next one when it is free; `check` judges an answer before it counts. After a
 * failure no lane begins another, and it is thrown when all are at rest.
 */
export async function signInLanes(
  lanes: readonly Pick<SigningLane, 'sign'>[],
  orders: readonly SigningOrder[],
  check: (order: SigningOrder, signature: Uint8Array) => Uint8Array,
): Promise<readonly Uint8Array[]> {
  const signatures: Uint8Array[] = [];
  const left = [...orders.entries()].reverse();
  const work = async (lane: Pick<SigningLane, 'sign'>): Promise<void> => {
    for (let next = left.pop(); next; next = left.pop()) {
      const [index, order] = next;
      try {
        signatures[index] = check(order, await lane.sign(order));
      } catch (error) {
        left.length = 0;
        throw error;
      }
    }
  };
  const outcomes = await Promise.allSettled(lanes.map(work));
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  return signatures;
}
