import { compile, requireDuty } from '@simpul/bus';
import {
  type Actor,
  type Params,
  type registryPutTemplate,
  type registryRemoveTemplate,
  type registryTemplate,
  type registryTemplates,
  type Result,
  Template,
  type TemplateView,
} from '@simpul/contracts';
import { type Fault, REGISTRY, SimpulError } from '@simpul/errors';
import { ID_PARTS } from '@simpul/region';
import type { AgreementDeps } from '../agreements/deps.ts';
import { endpointFaults } from '../agreements/domain/endpoint-faults.ts';
import { matterOf } from '../agreements/domain/rights.ts';
import { dataFaults } from '../agreements/domain/service-faults.ts';
import { pageOf } from '../domain/page-of.ts';
import type { Kept, Registry } from '../store/snapshot.ts';
import { circumstancesOf } from '../domain/circumstances.ts';
import { fullIdOf } from '../domain/full-id.ts';

const violationOf = compile(Template);

/** What the province writes once for many: read by everybody, written by those who answer for the service's data. */
export function createTemplates({ store, write, now }: Pick<AgreementDeps, 'store' | 'write' | 'now'>) {
  return {
    read: async ({ id }: Params<typeof registryTemplate>): Promise<Result<typeof registryTemplate>> =>
      viewOf(find(await store.refresh(), id)),

    list: async (params: Params<typeof registryTemplates>): Promise<Result<typeof registryTemplates>> => {
      const registry = await store.refresh();
      const { instance } = circumstancesOf(registry, now()).settings;
      const service = params.service && fullIdOf(params.service, instance, ID_PARTS.service);
      const { items, next } = pageOf(registry.all('template'), params, ({ value }) => {
        return service === undefined || value.service === service;
      });
      return { items: items.map(viewOf), ...(next !== undefined && { next }) };
    },

    put: async ({ id, expected, body, actor }: Params<typeof registryPutTemplate>): Promise<TemplateView> => {
      const { kept } = await write(actor, (registry) => {
        const before = registry.entry('template', id);
        refuseOther(before, id, expected);
        const { instance } = circumstancesOf(registry, now()).settings;
        const value = readTemplate(body, id, instance);
        requireWriter(value.service, actor, registry);
        if (before !== undefined) requireWriter(before.value.service, actor, registry);
        refuseFaulty(value, registry);
        const op = `${before === undefined ? 'create' : 'replace'} ${id}`;
        return {
          changes: [{ kind: 'template', id, managedBy: 'api', value }],
          leaf: { type: 'config.template', provider: value.service, legal: value.legalBasis, op },
          result: undefined,
        };
      });
      const template = kept.find((each): each is Kept<'template'> => each.kind === 'template');
      if (template === undefined) throw new TypeError('a changed template is kept');
      return viewOf(template);
    },

    remove: async ({ id, expected, actor }: Params<typeof registryRemoveTemplate>): Promise<Record<string, never>> => {
      await write(actor, (registry) => {
        const before = find(registry, id);
        refuseOther(before, id, expected);
        requireWriter(before.value.service, actor, registry);
        return {
          changes: [{ kind: 'template', id, managedBy: 'api' }],
          leaf: { type: 'config.template', provider: before.value.service, op: `remove ${id}` },
          result: undefined,
        };
      });
      return {};
    },
  };
}

function find(registry: Registry, id: string): Kept<'template'> {
  const kept = registry.entry('template', id);
  if (kept === undefined) throw new SimpulError(REGISTRY.UNKNOWN, { params: { kind: 'template', id } });
  return kept;
}

/** @param expected - revision that the caller saw; 0: there must be none */
function refuseOther(before: Kept<'template'> | undefined, id: string, expected: number): void {
  const params = { kind: 'template', id };
  if (before?.managedBy === 'file') throw new SimpulError(REGISTRY.MANAGED_BY_FILE, { params });
  if ((before?.revision ?? 0) !== expected) throw new SimpulError(REGISTRY.PRECONDITION_FAILED, { params });
}

function requireWriter(service: string, actor: Actor, registry: Registry): void {
  requireDuty('template:write', matterOf(registry, service), actor);
}

function readTemplate(body: unknown, id: string, instance: string): Template {
  const members = typeof body === 'object' && body !== null ? body : {};
  const value = { ...members, id } as Template;
  if (typeof value.service === 'string')
    Object.assign(value, { service: fullIdOf(value.service, instance, ID_PARTS.service) });
  const violation = violationOf(value);
  if (violation === undefined) return value;
  throw new SimpulError(REGISTRY.INVALID, { faults: [{ place: violation.place, rule: violation.rule }] });
}

function refuseFaulty(template: Template, registry: Registry): void {
  const service = registry.value('service', template.service);
  const faults: Fault[] = [...endpointFaults(template, undefined)];
  if (service === undefined)
    faults.push({ place: '/service', rule: 'exists', detail: `there is no ${template.service}` });
  else {
    const { dataElements = [] } = template;
    faults.push(...dataFaults({ dataElements, personal: service.data?.personal ?? 'none' }, service));
  }
  if (faults.length > 0) throw new SimpulError(REGISTRY.INVALID, { faults });
}

function viewOf({ value, revision, managedBy, updatedAt }: Kept<'template'>): TemplateView {
  return { ...value, revision, managedBy, updatedAt };
}
