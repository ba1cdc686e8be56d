import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../sandbox/eventually.ts';
import { INSTANCE, KEYED, OPEN, PRINCIPAL } from './rights-region.ts';
import { codeOf, type LeafSeen, type RightsBus, startRightsBus } from './rights-bus.ts';

let bus: RightsBus;
beforeAll(async () => {
  bus = await startRightsBus();
});
afterAll(() => bus.stop());

const PARTY = `${INSTANCE}/GOV/PEMBERI`;
const REPRESENTED = { 'X-Road-Represented-Party': 'GOV/PEMBERI' };
const NEW = { 'If-None-Match': '*' };
const asking = {
  from: 'GOV/PEMBERI',
  to: OPEN,
  side: 'consumer',
  legalBasis: 'SK 1/2026',
  validFrom: '2026-01-01',
  validUntil: '2027-12-31',
};
const providing = { ...asking, to: 'GOV/PENYEDIA', side: 'provider' };
const delegate = (id: string, body: object, who = 'steward') =>
  bus.api<{ status: string; digest: string }>(who, 'PUT', `/registry/v1/delegations/${id}`, { body, headers: NEW });
const revoke = (id: string) => bus.api<{ status: string }>('steward', 'POST', `/registry/v1/delegations/${id}/revoke`);

describe.each([
  ['asks', 'wakil', asking, REPRESENTED, 'onBehalfOf', 'SIMPUL_ACCESS_DELEGATION_MISSING'],
  ['provides', 'titipan', providing, {}, 'providedFor', 'SIMPUL_ACCESS_PROVISION_UNDELEGATED'],
])('one agency %s on behalf of another', (_, service, text, headers, member, code) => {
  const id = `DEL-${service}`;

  it('only while there is a delegation in force, which is then in the log', async () => {
    expect(codeOf(await bus.exchange(service, { headers }))).toBe(code);
    const given = await delegate(id, text);
    expect([given.status, given.body.status]).toEqual([201, 'active']);
    const answer = await eventually(async () => {
      const tried = await bus.exchange(service, { headers });
      return tried.status === 200 ? tried : undefined;
    });
    await expect(bus.leafOf(answer)).resolves.toMatchObject({ [member]: PARTY, outcome: 'ok' });
  });

  it('whose records the agency that delegates sees, and no stranger', async () => {
    const seen = async (who: string): Promise<LeafSeen[]> => {
      const found = await bus.api<{ records: { leaf: LeafSeen }[] }>(
        who,
        'GET',
        `/audit/v1/records?${member}=${PARTY}`,
      );
      return found.body.records.map(({ leaf }) => leaf);
    };
    const own = await seen(PRINCIPAL);
    expect(own.map(({ type }) => type)).toEqual(expect.arrayContaining(['exchange.closed', 'config.delegation']));
    expect(await seen(KEYED)).toEqual([]);
  });

  it('until it is revoked, in force within two seconds', async () => {
    const { status, body } = await revoke(id);
    expect([status, body.status]).toEqual([200, 'revoked']);
    await eventually(async () => {
      const tried = await bus.exchange(service, { headers });
      return codeOf(tried) === code ? tried : undefined;
    }, 2000);
  });
});

describe('a delegation', () => {
  it('is given by a data steward of the agency alone, and never changed', async () => {
    expect((await delegate('DEL-9', asking, 'integrator')).status).toBe(403);
    expect((await delegate('DEL-9', asking)).status).toBe(201);
    expect((await delegate('DEL-9', { ...asking, validUntil: '2028-01-01' })).status).toBe(412);
    const bare = await bus.api('steward', 'PUT', '/registry/v1/delegations/DEL-10', { body: asking });
    expect(bare.status).toBe(428);
  });

  it('names what exists, for days that come in order', async () => {
    const wrong = { ...asking, to: 'GOV/TIADA', services: ['GOV/PENYEDIA/sistem/tiada'], validUntil: '2025-01-01' };
    const { status, body } = await bus.api<{ errors: { place: string }[] }>(
      'steward',
      'PUT',
      '/registry/v1/delegations/X',
      {
        body: wrong,
        headers: NEW,
      },
    );
    expect([status, body.errors.map(({ place }) => place).toSorted()]).toEqual([
      422,
      ['/services/0', '/to', '/validUntil'],
    ]);
  });

  it('is listed by who gave it and who has it', async () => {
    const list = async (query: string): Promise<string[]> => {
      const found = await bus.api<{ items: { id: string }[] }>(KEYED, 'GET', `/registry/v1/delegations${query}`);
      return found.body.items.map(({ id }) => id);
    };
    expect(await list('?from=GOV/PEMBERI')).toEqual(['DEL-9', 'DEL-titipan', 'DEL-wakil']);
    expect(await list(`?to=${OPEN}`)).toEqual(['DEL-9', 'DEL-wakil']);
    expect(await list('?from=GOV/KONSUMEN')).toEqual([]);
  });
});
