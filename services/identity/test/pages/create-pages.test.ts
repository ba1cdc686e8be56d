import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { KeyRequest } from '@simpul/contracts';
import { codeOf, type PagesFixture, PUBLIC_URL, startPages } from './fixtures/pages-fixture.ts';

const STEP_MS = 30_000;
let fixture: PagesFixture;
let time = Date.now();

beforeAll(async () => {
  fixture = await startPages({ now: () => time });
});
afterAll(() => fixture.close());

describe('every page', () => {
  it('loads nothing but what is ours, stands in no other page and is not stored', async () => {
    const { headers, text } = await fixture.visitor().get('/people/sign-in');
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    );
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(text).not.toMatch(/<script(?![^>]* src=)| style=|<style| on[a-z]+=/);
  });

  it('speaks the language that is asked for, and remembers it', async () => {
    const visitor = fixture.visitor();
    expect((await visitor.get('/people/sign-in')).text).toContain('<html lang="id">');
    const asked = await visitor.get('/people/sign-in?lang=en');
    expect(asked.text).toContain('<html lang="en">');
    expect(asked.text).toContain('Lampung Province');
    expect((await visitor.get('/people/sign-in')).text).toContain('<html lang="en">');
  });

  it('offers itself in the other language, with what its address says', async () => {
    const { text } = await fixture.visitor().get('/people/sign-in?next=%2Fpeople%2Fkeys');
    expect(text).toContain('href="/people/sign-in?next=%2Fpeople%2Fkeys&amp;lang=en"');
  });

  it('loads files that may be kept, since their names change with them', async () => {
    const visitor = fixture.visitor();
    const { text } = await visitor.get('/people/sign-in');
    const files = [...text.matchAll(/"(\/people\/files\/[^"]+)"/g)].map(([, path = '']) => path);
    expect(files.length).toBe(3);
    for (const path of files) {
      const { status, headers } = await visitor.get(path);
      expect([status, headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable']);
    }
    expect((await visitor.get('/people/files/people-AAAAAAAAAAAA.css')).status).toBe(404);
  });

  it('that there is not says so', async () => {
    expect(await fixture.visitor().get('/people/nothing')).toMatchObject({
      status: 404,
      text: expect.stringContaining('Halaman tidak ditemukan'),
    });
  });

  it('names its methods to whoever uses another', async () => {
    const { status, headers } = await fixture.visitor().post('/people');
    expect([status, headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });
});

describe('who has not signed in', () => {
  it.each(['/people', '/people/keys', '/people/all', '/people/device?user_code=BCDF-GHJK'])(
    'is led from %s to the page for signing in, and back',
    async (path) => {
      const { status, location } = await fixture.visitor().get(path);
      expect(status).toBe(303);
      const { pathname, searchParams } = new URL(location ?? '', PUBLIC_URL);
      expect([pathname, searchParams.get('next') ?? '/people']).toEqual(['/people/sign-in', path]);
    },
  );

  it('is told the same whether the person exists or not', async () => {
    const { secret } = await fixture.enrolled('Ani', 'watcher');
    const answers = await Promise.all(
      ['ani@example.id', 'nobody@example.id'].map(async (email) => {
        const visitor = fixture.visitor();
        await visitor.get('/people/sign-in');
        const wrong = codeOf(secret, time - 100 * STEP_MS);
        const { status, text } = await visitor.post('/people/sign-in', { email, code: wrong });
        return { status, text: text.replaceAll(email, '').replaceAll(/value="[\w-]{43}"/g, '') };
      }),
    );
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]).toMatchObject({ status: 401, text: expect.stringContaining('Gagal masuk') });
  });
});

describe('a form', () => {
  const fields = { email: 'nobody@example.id', code: '123456' };

  it.each([
    ['of another site', ['Origin', 'https://example.com']],
    ['of another site that hides it', ['Origin', 'null']],
    ['of no site', []],
    ['that the browser says to come from another site', ['Origin', PUBLIC_URL, 'Sec-Fetch-Site', 'cross-site']],
  ])('%s is not processed', async (_what, headers) => {
    const visitor = fixture.visitor();
    await visitor.get('/people/sign-in');
    expect(await visitor.post('/people/sign-in', fields, headers)).toMatchObject({ status: 403 });
  });

  it('with the token of another browser is not processed', async () => {
    const visitor = fixture.visitor();
    const other = fixture.visitor();
    await other.get('/people/sign-in');
    await visitor.get('/people/sign-in');
    visitor.cookies.set('__Host-simpul-form', other.cookies.get('__Host-simpul-form') ?? '');
    expect(await visitor.post('/people/sign-in', fields)).toMatchObject({ status: 403 });
  });

  it('is not taken without end from one address', async () => {
    const limited = await startPages({ sourceLimit: { take: () => 7 } });
    const visitor = limited.visitor();
    await visitor.get('/people/sign-in');
    const { status, headers } = await visitor.post('/people/sign-in', fields);
    expect([status, headers.get('retry-after')]).toEqual([429, '7']);
    await limited.close();
  });
});

describe('an invitation', () => {
  it('may be looked at, and is used up by its button', async () => {
    const path = await fixture.invite('Budi', 'operator');
    const visitor = fixture.visitor();
    for (const _ of [1, 2]) {
      expect(await visitor.get(path)).toMatchObject({
        status: 200,
        text: expect.stringContaining('Selamat datang, Budi'),
      });
    }
    const { status, location, setCookies } = await visitor.post(path);
    expect([status, location]).toEqual([303, '/people/enrolment']);
    expect(setCookies).toContainEqual(
      expect.stringMatching(/^__Host-simpul-session=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Strict$/),
    );
    expect((await fixture.visitor().get(path)).status).toBe(410);
  });

  it('lets in only to set up a way of signing in', async () => {
    const visitor = fixture.visitor();
    const path = await fixture.invite('Citra', 'operator');
    await visitor.get(path);
    await visitor.post(path);
    for (const page of ['/people', '/people/all', '/people/keys']) {
      expect((await visitor.get(page)).location).toBe('/people/enrolment');
    }
  });

  it('leads to recovery codes that are shown once, and to the account', async () => {
    const { visitor, page } = await fixture.enrolled('Dewi', 'operator');
    expect(page.status).toBe(200);
    expect(page.text.match(/<li class="code">/g)).toHaveLength(10);
    const account = await visitor.get('/people');
    expect(account).toMatchObject({
      status: 200,
      text: expect.stringContaining('Pengelola SPLP Daerah · seluruh daerah'),
    });
    expect(account.text).not.toContain('<li class="code">');
  });

  it('asks for the code again where it was wrong, with the same secret', async () => {
    const visitor = fixture.visitor();
    const path = await fixture.invite('Eko', 'watcher');
    await visitor.get(path);
    await visitor.post(path);
    const { text } = await visitor.get('/people/enrolment/totp');
    const fields = Object.fromEntries(
      [...text.matchAll(/name="(secret|sealed|uri)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [
        name,
        value,
      ]),
    );
    const again = await visitor.post('/people/enrolment/totp', { ...fields, code: '' });
    expect(again.status).toBe(400);
    expect(again.text).toContain('<a href="#code">');
    expect(again.text).toContain(`name="secret" value="${fields['secret']}"`);
  });
});

describe('a session', () => {
  it('is shown to its person, who ends another one', async () => {
    const { visitor, secret } = await fixture.enrolled('Fitri', 'operator');
    time += 2 * STEP_MS;
    const second = fixture.visitor();
    await second.get('/people/sign-in?next=%2Fpeople%2Fall');
    const entered = await second.post('/people/sign-in', {
      email: 'fitri@example.id',
      code: codeOf(secret, time),
      next: '/people/all',
    });
    expect([entered.status, entered.location]).toEqual([303, '/people/all']);
    const { text } = await visitor.get('/people');
    const id = /name="id" value="([^"]+)"/.exec(text)?.[1] ?? '';
    expect(await visitor.post('/people/sessions/end', { id })).toMatchObject({ location: '/people?done=ended' });
    expect((await second.get('/people')).location).toBe('/people/sign-in');
    expect((await visitor.get('/people')).status).toBe(200);
  });

  it('is over for who signs out', async () => {
    const { visitor } = await fixture.enrolled('Gita', 'watcher');
    await visitor.get('/people');
    const session = visitor.cookies.get('__Host-simpul-session') ?? '';
    expect((await visitor.post('/people/sign-out')).location).toBe('/people/sign-in?done=signedOut');
    visitor.cookies.set('__Host-simpul-session', session);
    expect((await visitor.get('/people')).location).toBe('/people/sign-in');
  });

  it('that is not young any more signs in again before a way of signing in changes', async () => {
    const { visitor } = await fixture.enrolled('Hani', 'watcher');
    await visitor.get('/people');
    time += 16 * 60_000;
    expect(await visitor.post('/people/recovery-codes')).toMatchObject({
      status: 303,
      location: '/people/sign-in?again=1',
    });
  });
});

describe('people', () => {
  it('are invited by an operator, who is shown the link once', async () => {
    const { visitor } = await fixture.enrolled('Indra', 'operator');
    await visitor.get('/people/all/invite');
    const invited = await visitor.post('/people/all/invite', {
      name: 'Joko',
      email: 'joko@example.id',
      language: 'en',
      role: 'data-steward',
      scope: '18.71',
    });
    expect(invited.status).toBe(200);
    const link = />(http[^<]+\/people\/invitations\/[^<]+)</.exec(invited.text)?.[1] ?? '';
    const { text } = await fixture.visitor().get(new URL(link).pathname);
    expect(text).toContain('Walidata · 18.71');
    expect(text).toContain('Indra mengundang Anda');
  });

  it('are not shown to whom no role lets see them', async () => {
    const { visitor } = await fixture.enrolled('Kiki', 'integrator');
    const { text } = await visitor.get('/people/all');
    const shown = [...text.matchAll(/\/people\/all\/[0-9a-f-]{36}"><strong>(\w+)/g)].map(([, name]) => name);
    expect(shown).toEqual(['Kiki']);
    expect(text).not.toMatch(/href="\/people\/all(?:\/invite)?"/);
  });

  it('are given roles and relieved of them by another, and not by themselves', async () => {
    const { visitor } = await fixture.enrolled('Lina', 'operator');
    await fixture.enrolled('Made', 'watcher');
    const { text } = await visitor.get('/people/all');
    const idOf = (name: string) => new RegExp(`/people/all/([0-9a-f-]{36})"><strong>${name}`).exec(text)?.[1] ?? '';
    const made = `/people/all/${idOf('Made')}`;
    await visitor.get(made);
    await visitor.post(`${made}/grant`, { role: 'integrator', scope: '' });
    expect((await visitor.get(made)).text).toContain('Integrator · seluruh daerah');
    await visitor.post(`${made}/take`, { role: 'integrator', scope: '' });
    expect((await visitor.get(made)).text).not.toContain('<span>Integrator · seluruh daerah');
    const own = await visitor.post(`/people/all/${idOf('Lina')}/grant`, { role: 'privacy-officer', scope: '' });
    expect(own.status).toBe(409);
    expect(own.text).toContain('role="alert"');
  });
});

describe('a request for a key', () => {
  const REQUEST: KeyRequest = {
    id: 'r1',
    subsystem: 'ID-LA/GOV/1871-DISDUKCAPIL/siak',
    kid: 'k'.repeat(43),
    alg: 'ES256',
    requestedBy: 'sandbox-integrator',
    requestedAt: 0,
    state: 'open',
  };

  it('can be decided by who may, and says why the own one cannot', async () => {
    const { visitor } = await fixture.enrolled('Nina', 'operator');
    const { people } = await fixture.people.accounts.list({
      actor: { kind: 'client', id: 'sandbox-operator', grants: [{ role: 'operator' }] },
      limit: 200,
    });
    const nina = people.find(({ name }) => name === 'Nina')?.id ?? '';
    fixture.requests.push(REQUEST, { ...REQUEST, id: 'r2', requestedBy: nina });
    expect((await visitor.get('/people/keys/requests/r1')).text).toContain('value="approve"');
    const own = await visitor.get('/people/keys/requests/r2');
    expect(own.text).toContain('Ini permintaan Anda sendiri');
    expect(own.text).not.toContain('value="approve"');
    expect((await visitor.get('/people/keys/requests/r3')).status).toBe(404);
  });

  it('never brings a private key back to the screen', async () => {
    const { visitor } = await fixture.enrolled('Oki', 'integrator');
    await visitor.get('/people/keys/ask');
    const jwk = JSON.stringify({ kty: 'EC', crv: 'P-256', x: 'x', y: 'y', d: 'very-secret' });
    const { status, text } = await visitor.post('/people/keys/ask', { subsystem: 'GOV/X/y', jwk });
    expect(status).toBe(400);
    expect(text).toContain('Ini kunci privat');
    expect(text).not.toContain('very-secret');
  });
});
