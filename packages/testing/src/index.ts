export { type ApiAnswer, type ApiCall, type ApiClient, createApiClient, type Official } from './api-client.ts';
export { databasePrefix, isClusterShape, oneProcessOnly, prepareClusterRun } from './cluster-shape.ts';
export { canBrowse, findChromium } from './can-browse.ts';
export {
  type CertificateAuthority,
  type CertificateWish,
  createAuthority,
  type MadeCertificate,
  selfSigned,
} from '@simpul/certificates';
export {
  type FakeAgency,
  type FakeAnswer,
  type FakeBehaviour,
  type SeenRequest,
  startFakeAgency,
} from './fake-agency.ts';
export { findTool, machineHasTools, toolPath, toolsFolder } from './find-tool.ts';
export { freePort } from './free-port.ts';
export {
  type ClusterLayout,
  type ClusterNats,
  type ClusterOptions,
  type ClusterProcess,
  launchCluster,
  type LaunchedCluster,
  partyOf,
  type ProcessEndpoint,
  RECOMMENDED_LAYOUT,
} from './launch-cluster.ts';
export {
  findNatsServer,
  hasNatsServer,
  type LaunchedNats,
  launchNats,
  type NatsLaunch,
  writeNatsConfig,
} from './launch-nats.ts';
export { launchOneProcess, launchSimpul } from './launch-simpul.ts';
export type { LaunchedSimpul, LaunchOptions } from './launched-simpul.ts';
export { machineHas } from './machine-has.ts';
export { createM2mClient, type M2mClient, type M2mClientOptions } from './m2m-client.ts';
export { dropDatabases, findMongoServer, type MongoServer, requireMongoServer } from './mongo-server.ts';
export { type LoopbackDoor, openOnLoopback } from './open-on-loopback.ts';
export { type RawAnswer, rawCall, type RawCallOptions } from './raw-call.ts';
export {
  openSocket,
  parseResponses,
  type RawResponse,
  rawRequest,
  sendRaw,
  sendRawAll,
  valuesOf,
} from './raw-socket.ts';
export { copySandboxRegion, type SandboxRegionOptions } from './sandbox-region.ts';
export { shareDatabase, type SharedPlace, shareFile } from './shared-place.ts';
export { type StartedProcess, startProcess, type StartOptions } from './start-process.ts';
export { temporaryFolder, type TemporaryFolder } from './temporary-folder.ts';
