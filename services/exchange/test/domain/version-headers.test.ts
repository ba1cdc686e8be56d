import { describe, expect, it } from '@jest/globals';
import type { Version } from '@simpul/contracts';
import { createVersionHeaders } from '../../src/domain/version-headers.ts';
import { asObject, directoryOf, SERVICE_ID, serviceOf, versionOf } from '../sample-region.ts';

const headersOf = createVersionHeaders({ publicUrl: 'https://bus.example', timeZone: () => 'Asia/Jakarta' });

function entryOf(version?: Version) {
  const directory = directoryOf(...(version === undefined ? [] : [asObject.version(version)]));
  const entry = directory.entry(SERVICE_ID, version);
  if (entry === undefined) throw new Error('the sample has this service');
  return entry;
}

describe('an answer says of its version', () => {
  it('nothing where the service has only one', () => {
    expect(headersOf(entryOf())).toEqual([]);
  });

  it('its name where there are several, once made', () => {
    const entry = entryOf(versionOf(SERVICE_ID, '2.0.0'));
    expect(headersOf(entry)).toEqual(['X-Simpul-Version', '2.0.0']);
    expect(headersOf(entry)).toBe(headersOf(entry));
  });

  it('since when it is deprecated, when it ends, and where more is said', () => {
    const deprecated = versionOf(SERVICE_ID, '1.0.0+a/b', {
      state: 'deprecated',
      deprecatedAt: '2026-06-15',
      sunset: '2026-12-31',
    });
    expect(headersOf(entryOf(deprecated))).toEqual([
      'X-Simpul-Version',
      '1.0.0+a/b',
      'Deprecation',
      '@1781456400',
      'Sunset',
      'Thu, 31 Dec 2026 17:00:00 GMT',
      'Link',
      '<https://bus.example/registry/v1/services/GOV/DPMPTSP/sicantik/permits/versions/1.0.0%2Ba%2Fb>; rel="deprecation"; type="application/json"',
    ]);
  });

  it('that its contract answers where no system stands behind it', () => {
    const { url: _, ...service } = serviceOf(SERVICE_ID);
    const entry = directoryOf(asObject.service(service)).entry(SERVICE_ID);
    if (entry === undefined) throw new Error('the sample has this service');
    expect(headersOf(entry)).toEqual(['X-Simpul-Sandbox', 'examples']);
  });
});
