import Type, { type Static } from 'typebox';
import { Closed, defineAction } from '../action.ts';
import { AgreementId, Template } from '../agreement-objects.ts';
import { Instant } from '../identifiers.ts';
import { Actor } from '../identity.ts';

export const TemplateView = Closed({
  ...Template.properties,
  /** Its ETag is `"{revision}"`. */
  revision: Type.Integer({ minimum: 1 }),
  managedBy: Type.Enum(['file', 'api']),
  updatedAt: Instant,
});
export type TemplateView = Static<typeof TemplateView>;

/** Templates in the order of their ids. */
export const registryTemplates = defineAction({
  name: 'registry.templates',
  params: Closed({
    service: Type.Optional(Type.String({ minLength: 1, maxLength: 600 })),
    limit: Type.Integer({ minimum: 1, maximum: 1000 }),
    cursor: Type.Optional(Type.String({ maxLength: 1000 })),
  }),
  result: Closed({ items: Type.Array(TemplateView), next: Type.Optional(Type.String()) }),
  callers: ['gateway'],
  deadlineMs: 5000,
  idempotent: true,
});

export const registryTemplate = defineAction({
  name: 'registry.template',
  params: Closed({ id: AgreementId }),
  result: TemplateView,
  callers: ['gateway'],
  deadlineMs: 5000,
  idempotent: true,
});

/** Creates or replaces a template (`template:write` of the provider's agency). */
export const registryPutTemplate = defineAction({
  name: 'registry.putTemplate',
  params: Closed({
    id: AgreementId,
    /** Revision that the caller saw; 0: there must be none. */
    expected: Type.Integer({ minimum: 0 }),
    body: Type.Unknown(),
    actor: Actor,
  }),
  result: TemplateView,
  callers: ['gateway'],
  deadlineMs: 20_000,
  idempotent: false,
});

/** Removes a template; agreements made of it stay. */
export const registryRemoveTemplate = defineAction({
  name: 'registry.removeTemplate',
  params: Closed({ id: AgreementId, expected: Type.Integer({ minimum: 1 }), actor: Actor }),
  result: Closed({}),
  callers: ['gateway'],
  deadlineMs: 20_000,
  idempotent: false,
});
