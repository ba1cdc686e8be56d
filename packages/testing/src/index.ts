export { type ApiAnswer, type ApiCall, type ApiClient, createApiClient, type Official } from './api-client.ts';
export { canBrowse, findChromium } from './can-browse.ts';
export {
  type CertificateAuthority,
  type CertificateWish,
  createAuthority,
  type MadeCertificate,
  selfSigned,
} from './certificates.ts';
export {
  type FakeAgency,
  type FakeAnswer,
  type FakeBehaviour,
  type SeenRequest,
  startFakeAgency,
} from './fake-agency.ts';
export { type LaunchedSimpul, type LaunchOptions, launchSimpul } from './launch-simpul.ts';
export { machineHas } from './machine-has.ts';
export { createM2mClient, type M2mClient, type M2mClientOptions } from './m2m-client.ts';
export { findMongoServer, type MongoServer } from './mongo-server.ts';
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
export { temporaryFolder, type TemporaryFolder } from './temporary-folder.ts';
