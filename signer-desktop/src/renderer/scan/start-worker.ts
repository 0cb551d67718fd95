interface TrustedWorkerPolicy {
  createScriptURL(address: string): string;
}

interface TrustedTypesFactory {
  createPolicy(name: string, rules: { createScriptURL: (address: string) => string }): TrustedWorkerPolicy;
}

declare global {
  interface Window {
    readonly trustedTypes: TrustedTypesFactory;
  }
}

const WORKER_ADDRESS = '/scan-worker.js';

/**
 * A worker's address is a script sink. This page's one policy knows one address, whatever it is asked for. It is made when
 * the page loads, so that its name is taken before anything else could run here.
 */
const policy = window.trustedTypes.createPolicy('scan-worker', { createScriptURL: () => WORKER_ADDRESS });

export function startWorker(): Worker {
  return new Worker(policy.createScriptURL(WORKER_ADDRESS));
}
