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
export { addDays, dayIn, daysBetween, isDay } from './days.ts';
export {
  type Act,
  APART,
  clashOf,
  covers,
  type Duty,
  DUTIES,
  type Grant,
  type Matter,
  type Objection,
  objectionTo,
  type Role,
  ROLES,
} from './duties.ts';
export {
  CALL_BODY_MAX_BYTES,
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
export { isEligible } from './eligibility.ts';
export { GroupEntry, MemberEntry, SubsystemEntry } from './entries/member.ts';
export { scalars } from './entries/scalars.ts';
export { ServiceEntry, VersionEntry } from './entries/service.ts';
export { ExchangeId, MemberId, PART, ServiceId, SubsystemId } from './identifiers.ts';
export {
  Actor,
  Denial,
  identityChanged,
  identityChanges,
  identityHttp,
  identityKeys,
  identityNoteProof,
  TOKEN_MAX_S,
} from './identity.ts';
export {
  exchangeRotateKey,
  identityAddKey,
  identityDecideKey,
  identityKeyRequests,
  identityListKeys,
  identityPublishKeys,
  identityRequestKey,
  identityRevokeKey,
  identityRotateBusKey,
  identitySignatureKeys,
  KEY_REQUEST_STATES,
  KEY_STATES,
  KeyRequest,
  KeyThumbprint,
  LocalSubsystemId,
  RESPONSE_KEYS_MAX,
  ResponseKey,
  SIGNATURE_KEYS_MAX,
  SignatureKey,
  SubsystemKey,
} from './subsystem-keys.ts';
export { Leaf, LEAF_TYPES, OUTCOMES, SideCar } from './leaf.ts';
export {
  AccountView,
  type GrantedRole,
  identityEndSessions,
  identityGrant,
  identityInvite,
  identityPeople,
  identityPerson,
  identityRemove,
  type Invitation,
  LANGUAGES,
  MAX_GRANTS,
  PERSON_STATES,
} from './people.ts';
export {
  Agreement,
  AGREEMENT_STATES,
  AGREEMENT_TEXT,
  AgreementId,
  type AgreementState,
  type AgreementText,
  Eligibility,
  Template,
} from './agreement-objects.ts';
export {
  Code,
  Day,
  Endpoint,
  MAX_OP_PATH_LENGTH,
  MEMBER_KINDS,
  PERSONAL_CLASSES,
  RegionCode,
  Text,
} from './registry-scalars.ts';
export {
  Connector,
  ConnectorAuth,
  Contract,
  Group,
  MAX_BODY_BYTES,
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
  Version,
  VERSION_STATES,
  type VersionState,
} from './registry-objects.ts';
export {
  Expected,
  FieldFilter,
  ListedObjects,
  MANAGERS,
  RESOURCES,
  type Resource,
  type ManagedBy,
  registryList,
  registryPatch,
  registryPut,
  registryRead,
  registryRemove,
  StoredObject,
} from './registry/resources.ts';
export { ContractFinding, registryContract, registryPutContract } from './registry/contracts.ts';
export { compareVersions, majorOf } from './service-version.ts';
export { defaultVersion, isInForce, versionId } from './versions.ts';
export { CATALOG_PAGE_MAX, CATALOG_QUERY_MAX, CatalogEntry, registryCatalog } from './registry/catalog.ts';
export { type PlanEntry, registryApply, registryChanged, registryChanges, registryPlan } from './registry.ts';
export { Delegation, type DelegationQuestion, delegates } from './delegation.ts';
export { LEGACY_LINK_MAX_ADDRESSES, LEGACY_LINK_MAX_DAYS, LegacyLink } from './legacy-link.ts';
export {
  AGREEMENT_ACTS,
  AGREEMENT_STEPS,
  type AgreementAct,
  AgreementEvent,
  AgreementFilter,
  type AgreementStep,
  AgreementView,
  AgreementWish,
  PendingText,
  registryAgreement,
  registryAgreements,
  registryDecideAgreement,
  registryRequestAgreement,
  registryRewriteAgreement,
} from './registry/agreements.ts';
export {
  DelegationView,
  DelegationWish,
  registryDelegate,
  registryDelegation,
  registryDelegations,
  registryRevokeDelegation,
} from './registry/delegations.ts';
export { LinkView, LinkWish, registryAllowLink, registryLinks, registryRemoveLink } from './registry/links.ts';
export { Notice, NOTICE_KINDS, type NoticeKind, registryNotices } from './registry/notices.ts';
export {
  registryPutTemplate,
  registryRemoveTemplate,
  registryTemplate,
  registryTemplates,
  TemplateView,
} from './registry/templates.ts';
export { PARTIES, type Party, servicesOf } from './parties.ts';
export { UNFORWARDED_HEADERS } from './unforwarded-headers.ts';
