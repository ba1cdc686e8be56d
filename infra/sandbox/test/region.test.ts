import { describe, expect, it } from '@jest/globals';
import { loadRegion } from '@simpul/region';
import { readRegionCodes, STAND_INS_PORT } from '../src/index.ts';
import { REGION_FILE, valuesOf } from './sandbox-region.ts';

const DISDUKCAPIL = 'ID-LA/GOV/1871-DISDUKCAPIL/siak';
const PERMIT = 'ID-LA/GOV/1871-DPMPTSP/sicantik/permit-status';

describe('the region file of Lampung', () => {
  it('loads without a warning', async () => {
    expect((await loadRegion(REGION_FILE)).warnings).toEqual([]);
  });

  it('has the province and its 15 regencies and cities, each with its agencies', async () => {
    const members = await valuesOf('member');
    const codes = readRegionCodes();
    const governments = members.filter(({ kind }) => kind.startsWith('pem'));
    const named = new Set(governments.map(({ region, name }) => `${region} ${name.id}`));
    expect(named).toEqual(
      new Set([
        '18 Pemerintah Provinsi Lampung',
        ...codes.regencies.map(({ code, name }) => `${code} Pemerintah ${name}`),
      ]),
    );
    expect(governments).toHaveLength(1 + 15);
    for (const { code } of codes.regencies) {
      const undotted = code.replaceAll('.', '');
      for (const office of ['DISDUKCAPIL', 'DPMPTSP', 'DINSOS']) {
        expect(members).toContainEqual(
          expect.objectContaining({ id: `ID-LA/GOV/${undotted}-${office}`, region: code, kind: 'opd' }),
        );
      }
    }
  });

  it('gives every member the code of its region', async () => {
    for (const { id, region = '' } of await valuesOf('member')) {
      expect(id).toMatch(new RegExp(`^ID-LA/GOV/${region.replaceAll('.', '')}-[A-Z-]+$`));
    }
  });

  it('points every service at the stand-ins', async () => {
    const services = await valuesOf('service');
    expect(services).toHaveLength(6);
    for (const { url } of services) expect(url).toMatch(new RegExp(`^http://127\\.0\\.0\\.1:${STAND_INS_PORT}/`));
  });

  it('has the agreement of the examples', async () => {
    expect(await valuesOf('agreement')).toContainEqual(
      expect.objectContaining({
        id: 'PKS-2026-014',
        consumer: DISDUKCAPIL,
        service: PERMIT,
        endpoints: [{ method: 'GET', path: '/permits/*' }],
        purpose: expect.objectContaining({ code: 'verifikasi-izin' }),
        status: 'active',
      }),
    );
  });

  it('leaves the consumer of the examples one purpose only', async () => {
    const agreements = await valuesOf('agreement');
    const direct = agreements.filter(({ consumer, service }) => consumer === DISDUKCAPIL && service === PERMIT);
    expect(direct.map(({ id }) => id)).toEqual(['PKS-2026-014']);
    const groups = (await valuesOf('group')).filter(({ members }) => members.includes(DISDUKCAPIL));
    const names = new Set(groups.map(({ code }) => `group:${code}`));
    expect(agreements.filter(({ consumer, service }) => names.has(consumer) && service === PERMIT)).toEqual([]);
  });

  it('shows every state that an agreement can be in', async () => {
    const agreements = await valuesOf('agreement');
    const some = (test: (agreement: (typeof agreements)[number]) => boolean) => agreements.some(test);
    expect(some(({ consumer }) => consumer.startsWith('group:'))).toBe(true);
    expect(some(({ status }) => status === 'suspended')).toBe(true);
    expect(some(({ validUntil }) => validUntil < '2026-01-01')).toBe(true);
    expect(some(({ validFrom }) => validFrom >= '2030-01-01')).toBe(true);
    expect(some(({ endpoints }) => endpoints !== undefined)).toBe(true);
    expect(some(({ quota }) => quota?.perMinute === 5)).toBe(true);
    expect(some(({ onBehalfOf }) => onBehalfOf !== undefined)).toBe(true);
    const delegations = await valuesOf('delegation');
    const parties = new Set(delegations.map(({ side, from }) => `${side} ${from}`));
    expect(some(({ onBehalfOf }) => parties.has(`consumer ${onBehalfOf ?? ''}`))).toBe(true);
    const pairs = agreements.map(({ consumer, service }) => `${consumer} ${service}`);
    expect(new Set(pairs).size).toBeLessThan(pairs.length);
  });

  it('lets one subsystem try services without a token', async () => {
    const open = (await valuesOf('subsystem')).filter(({ link }) => link === 'open');
    expect(open.map(({ id }) => id)).toEqual(['ID-LA/GOV/18-DISKOMINFO/monitor-uji']);
  });
});
