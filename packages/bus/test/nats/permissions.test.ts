import { describe, expect, it } from '@jest/globals';
import * as contracts from '@simpul/contracts';
import { type Action, PARTIES, type Party, type ServiceName, servicesOf } from '@simpul/contracts';
import { permissionsOf } from '../../src/nats/permissions.ts';
import { PACKET_TYPES, type PacketType, subjectOf, subscriptionsOf } from '../../src/nats/subject.ts';

const actions = Object.values(contracts).filter(
  (value): value is Action => typeof value === 'object' && value !== null && 'callers' in value,
);
const pairs = PARTIES.flatMap((from) => PARTIES.map((to) => ({ from, to })));

/** Whether a NATS pattern takes in a subject, or another pattern. */
function covers(pattern: string, subject: string): boolean {
  const wanted = pattern.split('.');
  const tokens = subject.split('.');
  return wanted.length === tokens.length && wanted.every((token, at) => token === '*' || token === tokens[at]);
}
const mayPublish = (party: Party, type: PacketType, target: string | undefined, sender: string): boolean =>
  permissionsOf(party).publish.some((pattern) => covers(pattern, subjectOf(type, target, sender)));
/** Whether a contract lets a service of one party call a service of the other. */
const mayCall = (from: Party, to: Party): boolean =>
  actions.some(
    ({ name, callers }) =>
      servicesOf(to).includes(name.split('.')[0] as ServiceName) &&
      callers.some((caller) => servicesOf(from).includes(caller)),
  );

describe('the access list of a party', () => {
  it('knows the contracts', () => {
    expect(actions.length).toBeGreaterThan(20);
  });

  it.each(pairs)('lets $from call $to if a contract does, and $to answer; nobody else', ({ from, to }) => {
    expect(mayPublish(from, 'REQ', `${to}.t1`, `${from}.s1`)).toBe(mayCall(from, to));
    expect(mayPublish(to, 'RES', `${from}.s1`, `${to}.t1`)).toBe(mayCall(from, to));
  });

  it.each(pairs.filter(({ from, to }) => from !== to))('lets $from publish nothing as $to', ({ from, to }) => {
    for (const type of PACKET_TYPES) {
      for (const target of [undefined, ...PARTIES.map((party) => `${party}.t1`)]) {
        expect(mayPublish(from, type, target, `${to}.t1`)).toBe(false);
      }
    }
  });

  it.each(pairs)('lets $to hear what is for it and for all, and $from nothing of it', ({ from, to }) => {
    const { subscribe } = permissionsOf(from);
    const heard = [...subscriptionsOf(`${to}.t1`), `_INBOX_${to}.>`].map((wanted) =>
      subscribe.some((pattern) => covers(pattern, wanted) || pattern === wanted),
    );
    expect(heard).toEqual(from === to ? [true, true, true] : [false, true, false]);
  });

  it.each(PARTIES)('gives %s no wildcard over its own name, and none that has no end', (party) => {
    const { publish, subscribe } = permissionsOf(party);
    for (const pattern of publish) expect(pattern).toMatch(new RegExp(`\\.${party}\\.\\*$`));
    expect([...publish, ...subscribe].filter((pattern) => pattern.endsWith('>'))).toEqual([`_INBOX_${party}.>`]);
  });

  it('lets only those announce who have something to announce', () => {
    const may = PARTIES.filter((party) => mayPublish(party, 'EVENT', undefined, `${party}.s1`));
    expect(may).toEqual(['identity', 'registry']);
  });

  it('lets a signer, who calls nobody and is called by nobody, do neither', () => {
    expect(permissionsOf('signer').publish.filter((pattern) => /\.(REQ|RES)\./.test(pattern))).toEqual([]);
  });
});
