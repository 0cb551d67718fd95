declare const __VIERAUGEN_BUILD__: 'test' | 'release';

/**
 * Set by the bundler, never by the environment: `test` and `release` are two artefacts of one commit (E-52). Under the unit
 * tests, where no bundler ran, the strict one holds.
 */
export const BUILD: 'test' | 'release' = typeof __VIERAUGEN_BUILD__ === 'undefined' ? 'release' : __VIERAUGEN_BUILD__;
