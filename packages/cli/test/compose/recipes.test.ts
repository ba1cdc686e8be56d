import { describe, expect, it } from '@jest/globals';
import { SERVICES } from '@simpul/contracts';
import { recipesOf } from '../../src/compose/modules/recipes.ts';

const mongo = 'mongodb://127.0.0.1/simpul';
const names = (shape: Parameters<typeof recipesOf>[0]): string[] => recipesOf(shape).map(({ name }) => name);

describe('the modules of a process', () => {
  it('stop in the order of design 02: gateway, exchange, others, audit, signer', () => {
    expect(names({ services: SERVICES, mongo }).toReversed()).toEqual([
      'gateway',
      'exchange',
      'identity',
      'registry',
      'audit',
      'signer',
    ]);
  });

  it('start after those that they call', () => {
    const order = names({ services: SERVICES, mongo });
    for (const { name, calls } of recipesOf({ services: SERVICES, mongo })) {
      expect(order.slice(0, order.indexOf(name))).toEqual(expect.arrayContaining([...calls]));
    }
  });

  it('are those of its services, and audit signs itself on files', () => {
    expect(names({ services: ['exchange', 'gateway'] })).toEqual(['exchange', 'gateway']);
    expect(names({ services: ['audit', 'signer'] })).toEqual(['audit']);
    expect(names({ services: ['audit', 'signer'], mongo })).toEqual(['signer', 'audit']);
  });
});
