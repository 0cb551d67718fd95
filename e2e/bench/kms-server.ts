/** The development KMS in a thread of its own, so that it takes no time from the client that is measured. */
import { parentPort, workerData } from 'node:worker_threads';
import { startDevKms } from '@vieraugen/coordinator/testing/kms';

const server = await startDevKms({ ...workerData, mode: 'test' });
parentPort?.on('message', () => {
  const requests = server.signRequests();
  parentPort?.postMessage({ throttled: requests.filter(({ throttled }) => throttled).length });
});
parentPort?.postMessage({ endpoint: server.endpoint, credentials: server.credentials });
