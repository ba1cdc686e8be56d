import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { AgreementView, Leaf, Notice } from '@simpul/contracts';
import { eventually } from '../sandbox/eventually.ts';
import { type AgreementBus, startAgreementBus, type Who } from './agreement-bus.ts';
import { CONSUMER, FILE_AGREEMENT, INSTANCE, SERVICE } from './agreement-region.ts';

// Whole processes start here, maybe on a busy machine.
jest.setTimeout(120_000);

/** Milliseconds within which a change is in force (design 02, rule 9). */
const IN_FORCE_MS = 2000;
const AGREEMENTS = '/registry/v1/agreements';
const WISH = {
  consumer: CONSUMER,
  service: SERVICE,
  endpoints: [{ method: 'GET', path: '/data/*' }],
  purpose: { code: 'verifikasi' },
  legalBasis: 'Perpres 95/2018 ps. 33',
  pks: ['119/PKS/2026'],
};

let bus: AgreementBus;
beforeAll(async () => {
  bus = await startAgreementBus();
});
afterAll(() => bus.stop());

interface Problem {
  readonly code: string;
  readonly errors?: readonly { readonly place: string; readonly rule: string }[];
}

const ask = (wish: object = WISH, who: Who = 'integrator') =>
  bus.call<AgreementView & Problem>(who, 'POST', AGREEMENTS, { body: wish });
const act = (id: string, what: string, who: Who, body: object = {}) =>
  bus.call<AgreementView & Problem>(who, 'POST', `${AGREEMENTS}/${encodeURIComponent(id)}/${what}`, { body });
const read = (id: string) => bus.call<AgreementView>('consumer', 'GET', `${AGREEMENTS}/${encodeURIComponent(id)}`);

/** The first answer to an exchange that is as it should be, and how long it took to become so. */
async function soon(path: string, isAsExpected: (status: number) => boolean) {
  const begunAt = performance.now();
  const answer = await eventually(async () => {
    const found = await bus.exchange(path);
    return isAsExpected(found.status) ? found : undefined;
  });
  return { ...answer, tookMs: performance.now() - begunAt };
}

async function inForce(wish: object = WISH): Promise<string> {
  const { body } = await ask(wish);
  await act(body.id, 'approve', 'steward');
  await act(body.id, 'approve', 'operator');
  return body.id;
}

describe('from a request to an exchange and back', () => {
  let id: string;

  it('nothing passes before both have approved, and everything of the text within two seconds after', async () => {
    expect((await bus.exchange('/data/1')).text).toContain('AccessDenied');
    const asked = await ask();
    id = asked.body.id;
    expect(asked).toMatchObject({
      status: 201,
      location: `${AGREEMENTS}/${id}`,
      etag: `"${asked.body.revision}"`,
      body: { status: 'requested', dataElements: ['nama', 'nik'], personal: 'umum', pending: { awaits: 'steward' } },
    });
    expect((await act(id, 'approve', 'operator')).body.code).toBe('SIMPUL_DUTY_ROLE_MISSING');
    expect((await act(id, 'approve', 'steward')).body.pending?.awaits).toBe('provider');
    expect((await bus.exchange('/data/1')).status).not.toBe(200);
    expect((await act(id, 'approve', 'operator')).body.status).toBe('active');
    expect(await soon('/data/1', (status) => status === 200)).toMatchObject({ text: 'gema' });
    expect((await bus.exchange('/lain')).status).not.toBe(200);
  });

  it('a suspension stops it, and its end lets it go on', async () => {
    expect((await act(id, 'suspend', 'steward')).body.code).toBe('SIMPUL_AGREEMENT_REASON_MISSING');
    expect((await act(id, 'suspend', 'steward', { reason: 'dugaan kebocoran' })).body.status).toBe('suspended');
    const refused = await soon('/data/1', (status) => status !== 200);
    expect(refused.text).toContain(id);
    expect((await act(id, 'resume', 'operator')).body.status).toBe('active');
    await soon('/data/1', (status) => status === 200);
  });

  it('a revocation ends it for good', async () => {
    expect((await act(id, 'revoke', 'operator', { reason: 'PKS berakhir' })).body.status).toBe('revoked');
    const { tookMs } = await soon('/data/1', (status) => status !== 200);
    expect(tookMs).toBeLessThan(IN_FORCE_MS * 5);
    const again = await act(id, 'resume', 'operator', { reason: 'x' });
    expect([again.status, again.body.code]).toEqual([409, 'SIMPUL_AGREEMENT_STATE']);
  });

  it('the log says who asked, who decided what, on which text and legal basis; and the bus, why', async () => {
    const { history = [] } = (await read(id)).body;
    const found = await eventually(async () => {
      const { body } = await bus.call<{ records: { leaf: Leaf }[] }>(
        'auditor',
        'GET',
        `/audit/v1/records?agreement=${encodeURIComponent(id)}`,
      );
      const decisions = body.records.map(({ leaf }) => leaf).filter(({ type }) => type === 'config.agreement');
      return decisions.length === history.length ? decisions.toReversed() : undefined;
    });
    expect(found.map(({ op, actor }) => `${actor}: ${op}`)).toEqual([
      'sandbox-integrator: request v1',
      'sandbox-steward: approve steward v1',
      'sandbox-operator: approve provider v1',
      'sandbox-steward: suspend v1',
      'sandbox-operator: resume v1',
      'sandbox-operator: revoke v1',
    ]);
    expect(found.map((leaf) => leaf.id)).toEqual(history.map(({ record }) => record));
    for (const [index, leaf] of found.entries()) {
      expect(leaf).toMatchObject({
        agreement: { id, digest: history[index]?.digest },
        consumer: `${INSTANCE}/${CONSUMER}`,
        provider: `${INSTANCE}/${SERVICE}`,
        purpose: 'verifikasi',
        legal: WISH.legalBasis,
      });
    }
    expect(history.map(({ reason }) => reason).filter(Boolean)).toEqual(['dugaan kebocoran', 'PKS berakhir']);
    expect(JSON.stringify(found)).not.toContain('kebocoran');
  });

  it('all of it is there after a restart', async () => {
    const before = await read(id);
    await bus.restart();
    expect((await read(id)).body).toEqual(before.body);
  });
});

describe('a change of a text', () => {
  it('needs the tag that its writer saw, and is a new version', async () => {
    const { body, etag = '' } = await ask();
    const address = `${AGREEMENTS}/${body.id}`;
    const patch = (headers: Readonly<Record<string, string>>) =>
      bus.call<AgreementView & Problem>('integrator', 'PATCH', address, { body: { dataElements: ['nama'] }, headers });
    expect((await patch({})).status).toBe(428);
    expect((await patch({ 'if-match': '"1"' })).status).toBe(412);
    const changed = await patch({ 'if-match': etag });
    expect(changed).toMatchObject({ status: 200, body: { version: 2, dataElements: ['nama'] } });
    expect((await patch({ 'if-match': etag })).status).toBe(412);
    const put = await bus.call<AgreementView>('integrator', 'PUT', address, {
      body: { ...WISH, legalBasis: 'UU 27/2022 ps. 20' },
      headers: { 'if-match': changed.etag ?? '' },
    });
    expect(put).toMatchObject({ status: 200, body: { version: 3, legalBasis: 'UU 27/2022 ps. 20' } });
    const refused = await act(body.id, 'approve', 'steward', { digest: body.digest });
    expect([refused.status, refused.body.code]).toEqual([409, 'SIMPUL_AGREEMENT_TEXT_CHANGED']);
    expect((await act(body.id, 'refuse', 'integrator', { reason: 'ditarik' })).body.status).toBe('refused');
  });

  it('of a region file’s agreement is the file’s', async () => {
    const found = await read(FILE_AGREEMENT);
    expect(found.body).toMatchObject({ managedBy: 'file', status: 'active', history: [] });
    const refused = await act(FILE_AGREEMENT, 'suspend', 'operator', { reason: 'x' });
    expect([refused.status, refused.body.code]).toEqual([409, 'SIMPUL_REGISTRY_MANAGED_BY_FILE']);
    const patched = await bus.call<Problem>('operator', 'PATCH', `${AGREEMENTS}/${FILE_AGREEMENT}`, {
      body: { legalBasis: 'x' },
      headers: { 'if-match': found.etag ?? '' },
    });
    expect(patched).toMatchObject({ status: 409, body: { code: 'SIMPUL_REGISTRY_MANAGED_BY_FILE' } });
  });
});

describe('an agreement of the region file', () => {
  it('is in the log by its number: which text, for what, on which legal basis', async () => {
    const { digest, legalBasis, purpose, consumer, service } = (await read(FILE_AGREEMENT)).body;
    const leaf = await eventually(async () => {
      const target = `/audit/v1/records?type=config.agreement&agreement=${FILE_AGREEMENT}`;
      const { body } = await bus.call<{ records: { leaf: Leaf }[] }>('auditor', 'GET', target);
      return body.records[0]?.leaf;
    });
    expect(leaf).toMatchObject({
      op: 'region create v1 active',
      agreement: { id: FILE_AGREEMENT, digest },
      legal: legalBasis,
      purpose: purpose.code,
      consumer,
      provider: service,
    });
  });
});

describe('what is wrong with a request', () => {
  it.each<[string, object, number, string]>([
    ['no consumer', { service: SERVICE }, 400, 'SIMPUL_HTTP_BAD_REQUEST'],
    ['a member that no wish has', { ...WISH, x: 1 }, 400, 'SIMPUL_HTTP_BAD_REQUEST'],
    ['an unknown consumer', { ...WISH, consumer: 'GOV/KONSUMEN/baru' }, 422, 'SIMPUL_REGISTRY_INVALID'],
    ['an unknown service', { ...WISH, service: 'GOV/PENYEDIA/sistem/x' }, 422, 'SIMPUL_REGISTRY_INVALID'],
    ['an element that is not declared', { ...WISH, dataElements: ['x'] }, 422, 'SIMPUL_REGISTRY_INVALID'],
    ['an unknown template', { ...WISH, template: 'x' }, 404, 'SIMPUL_REGISTRY_UNKNOWN'],
    ['a number that is taken', { ...WISH, id: FILE_AGREEMENT }, 409, 'SIMPUL_AGREEMENT_EXISTS'],
  ])('%s is answered with what to do', async (_, wish, status, code) => {
    expect(await ask(wish)).toMatchObject({ status, body: { code } });
  });

  it('names every place', async () => {
    const { body } = await ask({ ...WISH, dataElements: ['x'], personal: 'none', validUntil: '2020-01-01' });
    expect(body.errors?.map(({ place, rule }) => `${place} ${rule}`)).toEqual([
      '/dataElements/0 exists',
      '/personal equals',
      '/validUntil order',
    ]);
  });

  it('may not be made for others', async () => {
    expect(await ask(WISH, 'provider')).toMatchObject({ status: 403, body: { code: 'SIMPUL_DUTY_ROLE_MISSING' } });
    expect((await ask(WISH, 'consumer')).status).toBe(201);
  });
});

describe('lists', () => {
  it('of agreements are filtered and paged; an unknown filter is refused', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 5; i++) ids.push(await inForce({ ...WISH, purpose: { code: 'daftar' } }));
    const list = (query: string) =>
      bus.call<{ items: AgreementView[]; next?: string }>('consumer', 'GET', `${AGREEMENTS}?${query}`);
    const first = (await list('purpose=daftar&status=active&limit=3')).body;
    const rest = (await list(`purpose=daftar&status=active&limit=3&cursor=${first.next}`)).body;
    expect([...first.items, ...rest.items].map(({ id }) => id)).toEqual(ids.toSorted());
    expect(rest.next).toBeUndefined();
    expect(first.items[0]).not.toHaveProperty('history');
    expect(
      (await list(`service=${SERVICE}&consumer=${CONSUMER}&provider=GOV/PENYEDIA&limit=1`)).body.items,
    ).toHaveLength(1);
    expect((await list('purposes=x')).status).toBe(400);
    const { body } = await ask();
    expect((await list('awaits=steward')).body.items.map(({ id }) => id)).toContain(body.id);
    expect((await list('awaits=provider')).body.items).toEqual([]);
  });

  it('of notices show each side what concerns it', async () => {
    const id = await inForce({ ...WISH, purpose: { code: 'kabar' } });
    const notices = async (who: Who): Promise<Notice[]> => {
      const { body } = await bus.call<{ items: Notice[] }>(who, 'GET', '/registry/v1/notices?limit=1000');
      return body.items.filter(({ agreement }) => agreement === id);
    };
    const kinds = async (who: Who) => (await notices(who)).map(({ kind }) => kind).toSorted();
    const decided = ['agreement-decided', 'agreement-decided'];
    expect(await kinds('consumer')).toEqual(decided);
    expect(await kinds('provider')).toEqual([...decided, 'agreement-waiting', 'agreement-waiting']);
    expect(await kinds('steward')).toEqual(await kinds('provider'));
    const since = Date.now() + 60_000;
    const later = await bus.call<{ items: Notice[] }>('steward', 'GET', `/registry/v1/notices?since=${since}`);
    expect(later.body.items).toEqual([]);
  });
});

describe('a template', () => {
  it('is written once and instantiated', async () => {
    const address = '/registry/v1/templates/T-1';
    const { consumer: _consumer, ...conditions } = WISH;
    const body = {
      ...conditions,
      name: { id: 'Verifikasi' },
      purpose: { code: 'templat', text: { id: 'Dari templat' } },
      signatures: 'none',
      eligibility: { region: ['18'] },
      days: 730,
    };
    expect((await bus.call('operator', 'PUT', address, { body })).status).toBe(428);
    const created = await bus.call('operator', 'PUT', address, { body, headers: { 'if-none-match': '*' } });
    expect(created.status).toBe(201);
    expect((await bus.call('operator', 'PUT', address, { body, headers: { 'if-none-match': '*' } })).status).toBe(412);
    const id = await inForce({ consumer: CONSUMER, template: 'T-1' });
    expect((await read(id)).body).toMatchObject({ template: 'T-1', status: 'active', purpose: body.purpose });
    const { etag = '' } = await bus.call('consumer', 'GET', address);
    expect((await bus.call('operator', 'DELETE', address, { headers: { 'if-match': etag } })).status).toBe(204);
    expect((await read(id)).body.status).toBe('active');
  });
});
