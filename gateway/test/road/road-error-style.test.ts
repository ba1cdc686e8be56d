import { expect, it } from '@jest/globals';
import type { RegistryObject } from '@simpul/contracts';
import { RoadErrorStyle } from '../../src/road/road-error-style.ts';

const settings = (errorStyle: 'x7' | 'x8'): RegistryObject => ({
  kind: 'settings',
  id: 'ID-LA',
  value: {
    instance: 'ID-LA',
    name: { id: 'Lampung' },
    mode: 'sandbox',
    timezone: 'Asia/Jakarta',
    xroad: { errorStyle },
    egress: { allow: [] },
  },
});

it('the style of errors is x7 until the region says otherwise, and follows it', () => {
  const style = new RoadErrorStyle();
  expect(style.current).toBe('x7');
  style.apply([settings('x8')]);
  style.apply([{ kind: 'group', id: 'g', value: { code: 'g', members: [] } }]);
  expect(style.current).toBe('x8');
  style.apply([settings('x7')]);
  expect(style.current).toBe('x7');
});
