export {
  type Action,
  type Announcement,
  Bytes,
  Closed,
  defineAction,
  type Params,
  type Result,
  type ServiceName,
  SERVICES,
} from './action.ts';
export {
  APPEND_MAX_BYTES,
  APPEND_MAX_LEAVES,
  type AppendOutcome,
  type Asker,
  auditAppend,
  auditFile,
  auditFindings,
  auditKnown,
  auditReceipt,
  auditRecords,
  auditVerification,
  Finding,
  FINDING_KINDS,
  FindingFilter,
  type FindingKind,
  type RecordFilter,
} from './audit.ts';
export {
  type CheckedProof,
  type Credential,
  type ExchangeAnswer,
  exchangeDirectory,
  exchangeDispatch,
  exchangeMetadata,
  exchangeStream,
  type ExchangeRequest,
  STREAM_MAX_MS,
} from './exchange.ts';
export { ExchangeId, MemberId, PART, ServiceId, SubsystemId } from './identifiers.ts';
export { identityHttp, identityKeys } from './identity.ts';
export { Leaf, LEAF_TYPES, OUTCOMES, SideCar } from './leaf.ts';
export {
  Agreement,
  Connector,
  ConnectorAuth,
  Contract,
  Endpoint,
  Group,
  MAX_BODY_BYTES,
  MAX_OP_PATH_LENGTH,
  Member,
  Person,
  PublicJwk,
  type RegistryKind,
  RegistryObject,
  SecretRef,
  Service,
  Settings,
  SubjectPointer,
  Subsystem,
  Text,
} from './registry-objects.ts';
export { type PlanEntry, registryApply, registryChanged, registryChanges, registryPlan } from './registry.ts';
export { UNFORWARDED_HEADERS } from './unforwarded-headers.ts';
