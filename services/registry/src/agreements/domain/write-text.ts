import {
  addDays,
  type AgreementText,
  type AgreementWish,
  defaultVersion,
  majorOf,
  type Template,
} from '@simpul/contracts';
import { type Fault, REGISTRY, SimpulError } from '@simpul/errors';
import { ID_PARTS } from '@simpul/region';
import { usableMajors, versionsOf } from './service-faults.ts';
import type { Circumstances } from '../../domain/circumstances.ts';
import { fullIdOf } from '../../domain/full-id.ts';

/** Days that an agreement lasts where nobody says otherwise, its first one included. */
const DEFAULT_DAYS = 365;
export interface TextOptions {
  readonly id: string;
  /** Which text of the agreement it is, from 1. */
  readonly version: number;
  readonly template: Template | undefined;
}

/**
 * Makes the text of an agreement out of what somebody asks for: with full ids, and with everything said that a wish may
 * leave out, so that what is approved does not depend on what the service declares later.
 * @throws SimpulError `SIMPUL_REGISTRY_INVALID` where a part is missing, or the template says it
 */
export function writeText(wish: AgreementWish, options: TextOptions, context: Circumstances): AgreementText {
  const { id, version, template } = options;
  const { instance } = context.settings;
  const { service: reference = template?.service, purpose = template?.purpose } = wish;
  const legalBasis = wish.legalBasis ?? template?.legalBasis;
  if (reference === undefined || purpose === undefined || legalBasis === undefined) {
    throw invalid(missing({ service: reference, purpose, legalBasis }));
  }
  refuseOther(wish, template, instance);
  const service = fullIdOf(reference, instance, ID_PARTS.service);
  const known = context.registry.value('service', service);
  const validFrom = wish.validFrom ?? context.day;
  const days = template?.days ?? DEFAULT_DAYS;
  const { onBehalfOf, providedFor, expectedPerDay } = wish;
  const optional = {
    eligibility: wish.eligibility ?? template?.eligibility,
    major: wish.major ?? template?.major ?? defaultMajor(service, context),
    endpoints: wish.endpoints ?? template?.endpoints,
    quota: wish.quota ?? template?.quota,
    expectedPerDay,
    pks: wish.pks ?? template?.pks,
    onBehalfOf: onBehalfOf && fullIdOf(onBehalfOf, instance, ID_PARTS.member),
    providedFor: providedFor && fullIdOf(providedFor, instance, ID_PARTS.member),
  };
  return {
    id,
    version,
    consumer: fullConsumer(wish.consumer, instance),
    service,
    purpose: { code: purpose.code, text: purpose.text ?? { id: purpose.code } },
    legalBasis,
    dataElements: wish.dataElements ?? template?.dataElements ?? known?.data?.elements ?? [],
    personal: wish.personal ?? known?.data?.personal ?? 'none',
    validFrom,
    validUntil: wish.validUntil ?? addDays(validFrom, days - 1),
    signatures: wish.signatures ?? template?.signatures ?? 'none',
    ...present(optional),
  };
}

/** A text as the wish for the same text: what a merge patch is applied to. */
export function wishOf({ id: _id, version: _version, ...rest }: AgreementText): AgreementWish {
  return rest;
}

/** Full id of a consumer whose instance may be left out. */
export function fullConsumer(consumer: string, instance: string): string {
  return consumer === '*' || consumer.startsWith('group:')
    ? consumer
    : fullIdOf(consumer, instance, ID_PARTS.subsystem);
}

function defaultMajor(id: string, context: Circumstances): number | undefined {
  const service = context.registry.value('service', id);
  if (service === undefined) return undefined;
  const version = defaultVersion(versionsOf(service, context.registry), context.day);
  return version === undefined ? usableMajors(service, context).at(-1) : majorOf(version.version);
}

/** Members of a text that a template has the say in. */
const TEMPLATE_MEMBERS = [
  'service',
  'purpose',
  'legalBasis',
  'major',
  'endpoints',
  'dataElements',
  'quota',
  'signatures',
  'eligibility',
] as const;

/** Whether a template has the say in a member. */
export function isTemplateMember(name: string): name is (typeof TEMPLATE_MEMBERS)[number] {
  return (TEMPLATE_MEMBERS as readonly string[]).includes(name);
}

/** What the province wrote once holds for everybody who instantiates it. */
function refuseOther(wish: AgreementWish, template: Template | undefined, instance: string): void {
  if (template === undefined) return;
  const isSame = wish.service !== undefined && fullIdOf(wish.service, instance, ID_PARTS.service) === template.service;
  const faults = TEMPLATE_MEMBERS.filter((name) => wish[name] !== undefined && !(name === 'service' && isSame)).map(
    (name): Fault => ({ place: `/${name}`, rule: 'template', detail: 'the template says this' }),
  );
  if (faults.length > 0) throw invalid(faults);
}

function missing(needed: Readonly<Record<string, unknown>>): Fault[] {
  return Object.entries(needed)
    .filter(([, value]) => value === undefined)
    .map(([name]) => ({ place: `/${name}`, rule: 'required', detail: 'needed without a template' }));
}

/** The members that are there. */
function present<T extends Readonly<Record<string, unknown>>>(members: T) {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

function invalid(faults: readonly Fault[]): SimpulError {
  return new SimpulError(REGISTRY.INVALID, { faults });
}
