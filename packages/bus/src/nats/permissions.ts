import * as contracts from '@simpul/contracts';
import { type Action, type Announcement, PARTIES, type Party, type ServiceName, servicesOf } from '@simpul/contracts';
import { PREFIX } from './subject.ts';

/** What a NATS user may do; whatever is not named is refused. */
export interface Permissions {
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
}

/** Every contract: a call between services, or an announcement. */
const ACTIONS = Object.values(contracts).filter(isAction);
const ANNOUNCEMENTS = Object.values(contracts).filter(isAnnouncement);

/**
 * The access list of a party, from the contracts (design 02, rule 4): it publishes under its own name only, calls those whom
 * a contract lets it call, answers those who may call it, and hears nothing that is for another.
 */
export function permissionsOf(party: Party): Permissions {
  const own = servicesOf(party);
  const callees = ACTIONS.filter(({ callers }) => callers.some((caller) => own.includes(caller))).map(serviceOf);
  const callers = ACTIONS.filter((action) => own.includes(serviceOf(action))).flatMap((action) => action.callers);
  const announces = ANNOUNCEMENTS.some((announcement) => own.includes(serviceOf(announcement)));
  const publish = (type: string, target: string): string => `${PREFIX}.${type}.${target}.${party}.*`;
  return {
    publish: [
      // What a node says of itself, to all or to one.
      ...['INFO', 'DISCOVER'].map((type) => publish(type, '*.*')),
      ...['HEARTBEAT', 'DISCONNECT'].map((type) => publish(type, '_._')),
      ...partiesThatRun(callees).map((callee) => publish('REQ', `${callee}.*`)),
      ...partiesThatRun(callers).map((caller) => publish('RES', `${caller}.*`)),
      ...(announces ? [publish('EVENT', '_._')] : []),
    ],
    subscribe: [`${PREFIX}.*.${party}.*.*.*`, `${PREFIX}.*._._.*.*`, `_INBOX_${party}.>`],
  };
}

function partiesThatRun(services: readonly ServiceName[]): readonly Party[] {
  return PARTIES.filter((party) => servicesOf(party).some((service) => services.includes(service)));
}

function serviceOf({ name }: { readonly name: Action['name'] }): ServiceName {
  return name.slice(0, name.indexOf('.')) as ServiceName;
}

function isAction(value: unknown): value is Action {
  return typeof value === 'object' && value !== null && 'callers' in value;
}

function isAnnouncement(value: unknown): value is Announcement {
  return typeof value === 'object' && value !== null && Object.keys(value).join(',') === 'name';
}
