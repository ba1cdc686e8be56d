import { describe, expect, it } from '@jest/globals';
import { PARTIES } from '@simpul/contracts';
import fc from 'fast-check';
import { nodeIdOf, originOf, PACKET_TYPES, subjectOf, subscriptionsOf } from '../../src/nats/subject.ts';

const party = fc.constantFrom(...PARTIES);
const instance = fc.stringMatching(/^[a-z0-9]{1,32}$/);
const node = fc.tuple(party, instance).map(([name, own]) => nodeIdOf(name, own));
const type = fc.constantFrom(...PACKET_TYPES);
/** Whether NATS delivers a subject to a subscription. */
const matches = (pattern: string, subject: string): boolean => {
  const tokens = subject.split('.');
  const wanted = pattern.split('.');
  return wanted.length === tokens.length && wanted.every((token, at) => token === '*' || token === tokens[at]);
};

describe('a subject', () => {
  it('says who sent the packet, whomever it is for', () => {
    fc.assert(
      fc.property(type, fc.option(node, { nil: undefined }), party, instance, (kind, target, name, own) => {
        const sender = nodeIdOf(name, own);
        expect(originOf(subjectOf(kind, target, sender))).toEqual({ type: kind, party: name, sender });
      }),
    );
  });

  it('reaches whom it is for, and nobody else', () => {
    fc.assert(
      fc.property(type, node, node, node, (kind, target, sender, other) => {
        const subject = subjectOf(kind, target, sender);
        const reached = (listener: string) => subscriptionsOf(listener).some((pattern) => matches(pattern, subject));
        expect(reached(target)).toBe(true);
        expect(reached(other)).toBe(other === target);
      }),
    );
  });

  it('without a target reaches everybody', () => {
    fc.assert(
      fc.property(type, node, node, (kind, sender, listener) => {
        const subject = subjectOf(kind, undefined, sender);
        expect(subscriptionsOf(listener).filter((pattern) => matches(pattern, subject))).toHaveLength(1);
      }),
    );
  });

  it('is read back as it was or not at all', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(party, instance, type, fc.string()), { maxLength: 8 }), (tokens) => {
        const subject = ['SIMPUL', ...tokens].join('.');
        const origin = originOf(subject);
        expect(origin?.sender ?? subject.split('.').slice(4).join('.')).toBe(subject.split('.').slice(4).join('.'));
      }),
    );
  });

  it.each([
    'SIMPUL.REQ.audit.a1.gateway',
    'SIMPUL.REQ.audit.a1.gateway.g1.more',
    'OTHER.REQ.audit.a1.gateway.g1',
    'SIMPUL.PING.audit.a1.gateway.g1',
    'SIMPUL.REQ.audit.a1.nobody.g1',
    'SIMPUL.REQ.audit.a1.gateway.',
    'SIMPUL.REQ.audit.a1.gateway.G1',
    'SIMPUL.REQ.audit.a1.gateway.*',
    '',
  ])('is none of ours: %s', (subject) => {
    expect(originOf(subject)).toBeUndefined();
  });

  it.each(['', 'A', 'a.b', '*', '>', 'a b', 'a'.repeat(33)])('is not made for an instance called "%s"', (name) => {
    expect(() => nodeIdOf('audit', name)).toThrow(TypeError);
  });
});
