import { refuseUnless } from '@vieraugen/shared/bytes';
import { at, bytesBetween, decodeRecord, encodeRecord, record, uintUpTo } from '@vieraugen/shared/cbor';
import { pairingAcceptance, pairingOffer, signingRequest, signingResponse } from '@vieraugen/shared/protocol';

/**
 * What an auditor needs to judge a ceremony offline, each in its exact bytes: the pairing (roster, policy, officers,
 * station key), the request with the back office's approvals, and the response with the officers'.
 */
export type Bundle = {
  readonly version: number;
  readonly pairingOffer: Uint8Array;
  readonly pairingAcceptance: Uint8Array;
  readonly signingRequest: Uint8Array;
  readonly signingResponse: Uint8Array;
};

export const BUNDLE_VERSION = 1;
/** The four messages at their largest, and what stands between them. */
const MAX_BUNDLE =
  pairingOffer.maxLength + pairingAcceptance.maxLength + signingRequest.maxLength + signingResponse.maxLength + 64;

const bundleField = record<Bundle>('bundle', {
  version: at(1, uintUpTo(255)),
  pairingOffer: at(2, bytesBetween(1, pairingOffer.maxLength)),
  pairingAcceptance: at(3, bytesBetween(1, pairingAcceptance.maxLength)),
  signingRequest: at(4, bytesBetween(1, signingRequest.maxLength)),
  signingResponse: at(5, bytesBetween(1, signingResponse.maxLength)),
});

export function encodeBundle(bundle: Bundle): Uint8Array {
  return encodeRecord(bundleField, bundle);
}

/** Refuses with CBOR_*, MESSAGE_FIELD_* or BUNDLE_VERSION_UNSUPPORTED. */
export function decodeBundle(bytes: Uint8Array): Bundle {
  const bundle = decodeRecord(bundleField, bytes, MAX_BUNDLE);
  refuseUnless(
    bundle.version === BUNDLE_VERSION,
    'BUNDLE_VERSION_UNSUPPORTED',
    `This bundle is of version ${bundle.version}; this program knows version ${BUNDLE_VERSION}.`,
  );
  return bundle;
}
