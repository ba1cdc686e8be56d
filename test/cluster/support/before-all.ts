import { machineHas, machineHasTools, prepareClusterRun } from '@simpul/testing';

/** Before all suites of a run in the shape of a cluster: makes what their clusters share. @throws Error without the servers */
export default async function beforeAllSuites(): Promise<void> {
  const hasStore = machineHas((process.env['TEST_MONGO'] ?? '') !== '', "a server of MongoDB's protocol (TEST_MONGO)");
  if (!machineHasTools('nats-server') || !hasStore) throw new Error('the suites of the cluster need these servers');
  await prepareClusterRun();
}
