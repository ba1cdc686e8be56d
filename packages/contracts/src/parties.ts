import { SERVICES, type ServiceName } from './action.ts';

/** What a process is called on the bus: the service that it runs, or `edge` where it runs gateway and exchange together. */
export const PARTIES = [...SERVICES, 'edge'] as const;
export type Party = (typeof PARTIES)[number];

/** Services whose name a party may use, and which it may therefore offer. */
export function servicesOf(party: Party): readonly ServiceName[] {
  return party === 'edge' ? ['gateway', 'exchange'] : [party];
}
