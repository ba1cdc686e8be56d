import { databasePrefix, dropDatabases, requireMongoServer } from '@simpul/testing';
import { rmSync } from 'node:fs';

/** After all suites of a run in the shape of a cluster: takes away what they left. */
export default async function afterAllSuites(): Promise<void> {
  const config = process.env['TEST_NATS_CONFIG'];
  if (config === undefined) return;
  await dropDatabases(requireMongoServer(), databasePrefix(config));
  rmSync(config, { recursive: true, force: true });
}
