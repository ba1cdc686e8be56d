import { describe, expect, it } from '@jest/globals';
import type { RegistryObject } from '@simpul/contracts';
import { refuseOtherInstance } from '../../src/domain/same-instance.ts';
import { memberOf, registryOf, settingsOf } from '../sample-objects.ts';

const held = registryOf([settingsOf()]);

describe('the instance of a registry', () => {
  it('is that of the first file, for ever', () => {
    expect(() => refuseOtherInstance(registryOf([]), [settingsOf({ instance: 'ID-JB' })])).not.toThrow();
    expect(() => refuseOtherInstance(held, [settingsOf({ timezone: 'Asia/Makassar' })])).not.toThrow();
  });

  it.each<[string, RegistryObject[]]>([
    ['ID-JB', [settingsOf({ instance: 'ID-JB' })]],
    ['none', [memberOf('A')]],
  ])('is not changed to %s', (wanted, objects) => {
    expect(() => refuseOtherInstance(held, objects)).toThrow(
      expect.objectContaining({ code: 'SIMPUL_REGION_INSTANCE_MISMATCH', params: { found: 'ID-LA', wanted } }),
    );
  });

  it('keeps its mode, so that nothing of a sandbox comes into force in production', () => {
    expect(() => refuseOtherInstance(held, [settingsOf({ mode: 'production' })])).toThrow(
      expect.objectContaining({
        code: 'SIMPUL_REGION_MODE_MISMATCH',
        params: { found: 'sandbox', wanted: 'production' },
      }),
    );
  });
});
