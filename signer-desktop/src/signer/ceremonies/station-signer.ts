import type { EnvelopeSigner } from '@vieraugen/shared/cose';
import type { VaultSession } from '../../hsm/index.ts';

/** The station key of an open vault as the signer of messages. */
export function stationSigner(session: VaultSession): EnvelopeSigner {
  return { publicKey: session.stationPublicKey, signDigest: (digest) => session.signAsStation(digest) };
}
