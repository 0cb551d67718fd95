/** Tags of the Uniform Resource registry (BCR-2020-006, first version) that EIP-4527 builds on. */
export const TAGS = { uuid: 37, hdKey: 303, keyPath: 304, coinInfo: 305 } as const;

/** Every tag that is read. */
export const KNOWN_TAGS: readonly number[] = Object.values(TAGS);

/** UR types of EIP-4527 and of the keys that such devices show. */
export const ETH_SIGN_REQUEST = 'eth-sign-request';
/** The device's answer. */
export const ETH_SIGNATURE = 'eth-signature';
/** One key (BCR-2020-007, first version). */
export const CRYPTO_HDKEY = 'crypto-hdkey';
/** Several keys of one device (BCR-2020-015, first version). */
export const CRYPTO_ACCOUNT = 'crypto-account';

/** SLIP-44: Ether, and what every EVM chain uses by custom. */
export const COIN_ETHER = 60;
