import Type from 'typebox';
import { Bytes, Closed, defineAction } from '../action.ts';
import { Digest, Instant } from '../identifiers.ts';
import { Actor } from '../identity.ts';
import { Expected, MANAGERS } from './resources.ts';

const Id = Type.String({ minLength: 1, maxLength: 600 });
const OfVersion = {
  /** Its instance may be left out. */
  service: Id,
  /** Absent: the version that answers by default. */
  version: Type.Optional(Type.String({ minLength: 1, maxLength: 50 })),
};

/** What a reading of a contract found. */
export const ContractFinding = Closed({
  rule: Type.String(),
  severity: Type.Enum(['error', 'warning']),
  /** In the document's text, from 1. */
  line: Type.Optional(Type.Integer({ minimum: 1 })),
  column: Type.Optional(Type.Integer({ minimum: 1 })),
  text: Type.String(),
});

/** The contract of a service or of one of its versions. */
export const registryContract = defineAction({
  name: 'registry.contract',
  params: Closed(OfVersion),
  result: Closed({
    version: Type.String(),
    mediaType: Type.String(),
    text: Type.String(),
    digest: Digest,
    revision: Type.Integer(),
    updatedAt: Instant,
  }),
  callers: ['gateway'],
  deadlineMs: 5000,
  idempotent: true,
});

/** Reads, checks and keeps the contract of a version that is not yet in use. */
export const registryPutContract = defineAction({
  name: 'registry.putContract',
  params: Closed({
    ...OfVersion,
    expected: Expected,
    mediaType: Type.String({ maxLength: 200 }),
    body: Bytes,
    actor: Actor,
  }),
  result: Closed({
    version: Type.String(),
    digest: Digest,
    revision: Type.Integer(),
    managedBy: Type.Enum([...MANAGERS]),
    created: Type.Boolean(),
    findings: Type.Array(ContractFinding),
    record: Type.Optional(Type.String()),
  }),
  callers: ['gateway'],
  deadlineMs: 20_000,
  idempotent: false,
});
