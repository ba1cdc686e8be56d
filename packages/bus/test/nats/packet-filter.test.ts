import { describe, expect, it } from '@jest/globals';
import { PARTIES, servicesOf, SERVICES } from '@simpul/contracts';
import fc from 'fast-check';
import { type Receiver, sift } from '../../src/nats/packet-filter.ts';
import { type Origin, PACKET_TYPES } from '../../src/nats/subject.ts';

const receiver: Receiver = {
  nodeId: () => 'exchange.e1',
  version: '5',
  askedNode: (id) => (id === 'asked' ? 'audit.a1' : undefined),
  hasRoomFor: (node) => node !== 'audit.toomany',
};
const from = (sender: string, type: Origin['type']): Origin => ({
  type,
  sender,
  party: sender.split('.')[0] as Origin['party'],
});
const envelope = (sender: string) => ({ ver: '5', sender });
const party = fc.constantFrom(...PARTIES);
const service = fc.constantFrom(...SERVICES);

describe('what is believed of a packet', () => {
  it('is a call in the name of a service that the sender runs, and no other', () => {
    fc.assert(
      fc.property(party, service, (name, caller) => {
        const sender = `${name}.x1`;
        const request = {
          ...envelope(sender),
          id: 'i',
          action: 'audit.append',
          params: {},
          timeout: 9,
          meta: { caller },
        };
        const sifted = sift(from(sender, 'REQ'), request, receiver);
        if (servicesOf(name).includes(caller)) expect(sifted).toEqual({ payload: request });
        else expect(sifted).toEqual({ dropped: 'caller' });
      }),
    );
  });

  it('is of services only those that the sender may offer, with their own actions', () => {
    const offered = fc.array(fc.record({ name: service, of: service }), { maxLength: 12 });
    fc.assert(
      fc.property(party, offered, (name, list) => {
        const sender = `${name}.x1`;
        const services = list.map(({ name: own, of }) => ({
          name: own,
          fullName: own,
          actions: { [`${of}.act`]: {} },
        }));
        const sifted = sift(from(sender, 'INFO'), { ...envelope(sender), instanceID: 'i', seq: 1, services }, receiver);
        const info = ('payload' in sifted ? sifted.payload : {}) as unknown as {
          services: { name: (typeof SERVICES)[number]; actions: Record<string, unknown> }[];
        };
        for (const { name: kept, actions } of info.services) {
          expect(servicesOf(name)).toContain(kept);
          for (const action of Object.keys(actions)) expect(action).toMatch(new RegExp(`^${kept}\\.`));
        }
      }),
    );
  });

  it('is an announcement of a service that the sender runs, and no other', () => {
    fc.assert(
      fc.property(party, service, (name, announcer) => {
        const sender = `${name}.x1`;
        const sifted = sift(from(sender, 'EVENT'), { ...envelope(sender), event: `${announcer}.changed` }, receiver);
        expect('payload' in sifted).toBe(servicesOf(name).includes(announcer));
      }),
    );
  });

  it('is an answer of the node that was asked, and no other', () => {
    const answer = (sender: string) => ({ ...envelope(sender), id: 'asked', success: true, data: 1 });
    expect(sift(from('audit.a1', 'RES'), answer('audit.a1'), receiver)).toEqual({ payload: answer('audit.a1') });
    expect(sift(from('audit.a2', 'RES'), answer('audit.a2'), receiver)).toEqual({ dropped: 'responder' });
  });

  it('is neither a stream nor a meta that answers', () => {
    const answer = { ...envelope('audit.a1'), id: 'asked', success: true, data: 1 };
    const more = { ...answer, stream: true, seq: 3, meta: { caller: 'registry' }, headers: {} };
    expect(sift(from('audit.a1', 'RES'), more, receiver)).toEqual({ payload: answer });
  });
});

describe('what is dropped', () => {
  const any = fc.oneof(fc.jsonValue(), fc.uint8Array());

  it('is what names another sender than its subject', () => {
    fc.assert(
      fc.property(fc.constantFrom(...PACKET_TYPES), fc.string(), (type, sender) => {
        fc.pre(sender !== 'audit.a1');
        expect(sift(from('audit.a1', type), envelope(sender), receiver)).toEqual({ dropped: 'sender' });
      }),
    );
  });

  it('is whatever has not the form of its type; nothing makes the filter throw', () => {
    fc.assert(
      fc.property(fc.constantFrom(...PACKET_TYPES), fc.dictionary(fc.string(), any), any, (type, members, value) => {
        sift(from('audit.a1', type), value, receiver);
        sift(from('audit.a1', type), { ...members, ...envelope('audit.a1') }, receiver);
      }),
    );
    for (const type of ['REQ', 'RES', 'EVENT', 'INFO', 'HEARTBEAT'] as const) {
      expect(sift(from('audit.a1', type), envelope('audit.a1'), receiver)).toEqual({ dropped: 'format' });
    }
  });

  it.each([
    ['params', { code: 'SIMPUL_BUS_FAILED', params: { a: {} }, headers: [] }],
    ['headers', { code: 'SIMPUL_BUS_FAILED', params: {}, headers: [1] }],
    ['no code', { params: {}, headers: [] }],
    ['faults', { code: 'SIMPUL_BUS_FAILED', params: {}, headers: [], faults: [1] }],
  ])('is an error that is none of ours: %s', (_, error) => {
    const answer = { ...envelope('audit.a1'), id: 'asked', success: false, error };
    expect(sift(from('audit.a1', 'RES'), answer, receiver)).toEqual({ dropped: 'format' });
  });

  it.each([
    ['version', { ver: '4', sender: 'audit.a1' }, 'audit.a1'],
    ['namesake', envelope('exchange.e1'), 'exchange.e1'],
    ['nodes', { ...envelope('audit.toomany'), instanceID: 'i', seq: 1 }, 'audit.toomany'],
    ['format', [], 'audit.a1'],
  ])('is counted as %s', (reason, payload, sender) => {
    expect(sift(from(sender, 'HEARTBEAT'), payload, receiver)).toEqual({ dropped: reason });
  });
});
