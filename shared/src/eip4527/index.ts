export { type DeviceAccount, deviceAccount, hasManyAccounts } from './device-account.ts';
export { accountField, type DeviceKey, decodeDeviceKeys, hdKeyField } from './hd-key.ts';
export { formatPath, type KeyOrigin, type PathStep, parsePath } from './key-path.ts';
export { CRYPTO_ACCOUNT, CRYPTO_HDKEY, ETH_SIGN_REQUEST, ETH_SIGNATURE } from './registry.ts';
export {
  decodeEthSignRequest,
  type EthSignRequest,
  encodeEthSignRequest,
  ethSignRequestField,
} from './sign-request.ts';
export {
  decodeEthSignature,
  type EthSignature,
  encodeEthSignature,
  ethSignatureField,
  plainSignature,
} from './signature.ts';
