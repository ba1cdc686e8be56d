import { compile, requireDuty } from '@simpul/bus';
import {
  type Actor,
  type Delegation,
  type DelegationView,
  DelegationWish,
  type Params,
  type registryDelegate,
  type registryDelegation,
  type registryDelegations,
  type registryRevokeDelegation,
  type Result,
} from '@simpul/contracts';
import { type Fault, REGISTRY, SimpulError } from '@simpul/errors';
import { delegatedParty, digestOfDelegation, ID_PARTS } from '@simpul/region';
import type { AgreementDeps } from '../agreements/deps.ts';
import { periodFaults } from '../agreements/domain/period-faults.ts';
import { pageOf } from '../domain/page-of.ts';
import type { Kept, Registry } from '../store/snapshot.ts';
import { type Decision, type Written } from '../writer.ts';
import { circumstancesOf } from '../domain/circumstances.ts';
import { fullIdOf } from '../domain/full-id.ts';

const violationOf = compile(DelegationWish);
const SUBSYSTEM_PARTS = 4;

/** One agency's word that another asks, or provides, on its behalf: given and taken back by the agency itself. */
export function createDelegations({ store, write, now }: Pick<AgreementDeps, 'store' | 'write' | 'now'>) {
  return {
    async read({ id }: Params<typeof registryDelegation>): Promise<DelegationView> {
      return viewOf(find(await store.refresh(), id));
    },

    async list(params: Params<typeof registryDelegations>): Promise<Result<typeof registryDelegations>> {
      const registry = await store.refresh();
      const { instance } = circumstancesOf(registry, now()).settings;
      const from = params.from && fullIdOf(params.from, instance, ID_PARTS.member);
      const to = params.to && delegatedParty(params.to, instance);
      const { items, next } = pageOf(registry.all('delegation'), params, ({ value }) => {
        return (from === undefined || value.from === from) && (to === undefined || value.to === to);
      });
      return { items: items.map(viewOf), ...(next !== undefined && { next }) };
    },

    async delegate({ id, body, actor }: Params<typeof registryDelegate>): Promise<DelegationView> {
      const written = await write(actor, (registry) => {
        const before = registry.entry('delegation', id);
        if (before !== undefined) {
          throw new SimpulError(REGISTRY.PRECONDITION_FAILED, { params: { kind: 'delegation', id } });
        }
        const context = circumstancesOf(registry, now());
        const text = readText(body, id, context.settings.instance);
        requireGiver(text.from, actor, registry);
        const faults = faultsOf(text, registry, context.day);
        if (faults.length > 0) throw new SimpulError(REGISTRY.INVALID, { faults });
        return decisionOn({ ...text, status: 'active', digest: digestOfDelegation(text) }, 'delegate');
      });
      return keptView(written);
    },

    async revoke({ id, actor }: Params<typeof registryRevokeDelegation>): Promise<DelegationView> {
      const written = await write(actor, (registry) => {
        const { value, managedBy } = find(registry, id);
        requireGiver(value.from, actor, registry);
        if (managedBy === 'file') {
          throw new SimpulError(REGISTRY.MANAGED_BY_FILE, { params: { kind: 'delegation', id } });
        }
        return decisionOn({ ...value, status: 'revoked' }, 'revoke');
      });
      return keptView(written);
    },
  };
}

/** Whoever answers for the data of the member on whose behalf something is done. */
function requireGiver(from: string, actor: Actor, registry: Registry): void {
  const [, memberClass, code] = from.split('/');
  const matter = { member: `${memberClass}/${code}`, region: registry.value('member', from)?.region };
  requireDuty('delegation:decide', matter, actor);
}

type DelegationText = Omit<Delegation, 'status' | 'digest'>;

function readText(body: unknown, id: string, instance: string): DelegationText {
  const violation = violationOf(body);
  if (violation !== undefined) {
    throw new SimpulError(REGISTRY.INVALID, { faults: [{ place: violation.place, rule: violation.rule }] });
  }
  const { from, to, services, ...rest } = body as DelegationWish;
  return {
    ...rest,
    id,
    from: fullIdOf(from, instance, ID_PARTS.member),
    to: delegatedParty(to, instance),
    ...(services !== undefined && {
      services: services.map((service) => fullIdOf(service, instance, ID_PARTS.service)),
    }),
  };
}

/** What is named exists, and the days are good. The member that delegates need not be on the bus itself. */
function faultsOf(text: DelegationText, registry: Registry, day: string): Fault[] {
  const { from, to, services = [] } = text;
  const faults: Fault[] = [...periodFaults(text, day)];
  if (from.split('/').length !== 3) faults.push({ place: '/from', rule: 'member', detail: 'expected CLASS/MEMBER' });
  const kind = to.split('/').length === SUBSYSTEM_PARTS ? 'subsystem' : 'member';
  if (registry.entry(kind, to) === undefined) {
    faults.push({ place: '/to', rule: 'exists', detail: `there is no ${kind} ${to}` });
  }
  for (const [index, service] of services.entries()) {
    if (registry.entry('service', service) !== undefined) continue;
    faults.push({ place: `/services/${index}`, rule: 'exists', detail: `there is no ${service}` });
  }
  return faults;
}

function decisionOn(value: Delegation, act: string): Decision<undefined> {
  const { id, side, from, to, digest, legalBasis } = value;
  const party = side === 'consumer' ? { onBehalfOf: from } : { providedFor: from };
  const receiver = side === 'consumer' ? { consumer: to } : { provider: to };
  return {
    changes: [{ kind: 'delegation', id, managedBy: 'api', value }],
    leaf: {
      type: 'config.delegation',
      ...party,
      ...receiver,
      agreement: { id, digest },
      legal: legalBasis,
      op: `${act} ${side}`,
    },
    result: undefined,
  };
}

function find(registry: Registry, id: string): Kept<'delegation'> {
  const kept = registry.entry('delegation', id);
  if (kept === undefined) throw new SimpulError(REGISTRY.UNKNOWN, { params: { kind: 'delegation', id } });
  return kept;
}

function keptView({ kept }: Written<unknown>): DelegationView {
  const delegation = kept.find((each): each is Kept<'delegation'> => each.kind === 'delegation');
  if (delegation === undefined) throw new TypeError('a changed delegation is kept');
  return viewOf(delegation);
}

function viewOf({ value, revision, managedBy, updatedAt }: Kept<'delegation'>): DelegationView {
  return { ...value, revision, managedBy, updatedAt };
}
