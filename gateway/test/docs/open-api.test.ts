import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type RawAnswer, rawCall } from '@simpul/testing';
import { Validator } from '@seriousme/openapi-schema-validator';
import { buildOpenApi } from '../../src/docs/open-api.ts';
import { LANGUAGES } from '../../src/docs/operation.ts';
import { OPERATIONS } from '../../src/docs/route-table.ts';
import { createProver } from '../support/prover.ts';
import { OPEN_CLIENT, PUBLIC_URL, runGateway, type RunningGateway } from '../support/running-gateway.ts';

const build = (language: 'id' | 'en') => buildOpenApi(OPERATIONS, { publicUrl: PUBLIC_URL, language });

describe('the OpenAPI document', () => {
  it.each(LANGUAGES)('is valid OpenAPI 3.1 (%s)', async (language) => {
    const result = await new Validator().validate(
      JSON.parse(JSON.stringify(build(language))) as Record<string, unknown>,
    );
    expect(result).toEqual({ valid: true });
  });

  it('refers only to schemas that it holds', () => {
    const { components, ...rest } = build('en');
    const refs = [...JSON.stringify({ components, ...rest }).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)];
    expect(refs.length).toBeGreaterThan(10);
    expect(refs.map(([, name = '']) => name).filter((name) => !(name in components.schemas))).toEqual([]);
    const used = new Set(refs.map(([, name]) => name));
    expect(Object.keys(components.schemas).filter((name) => !used.has(name))).toEqual([]);
  });

  it('is the same in both languages but for its texts', () => {
    const shape = (document: unknown) =>
      JSON.stringify(document, (key, value: unknown) =>
        ['title', 'summary', 'description', 'scopes'].includes(key) && typeof value === 'string' ? '' : value,
      );
    const withoutScopes = ({ components: { schemas }, paths }: ReturnType<typeof build>) => shape({ schemas, paths });
    expect(withoutScopes(build('id'))).toBe(withoutScopes(build('en')));
    expect(build('id').info['title']).not.toBe(build('en').info['title']);
  });

  it('says who may ask, and what is answered to others', () => {
    const { paths } = build('en');
    expect(paths['/audit/v1/findings']?.['get']).toMatchObject({
      security: [{ token: ['audit:read'] }],
      responses: { 401: {}, 403: {} },
    });
    expect(paths['/audit/v1/findings']?.['get']?.responses['403']?.description).toContain('SIMPUL_HTTP_FORBIDDEN');
    expect(paths['/audit/v1/records']?.['get']?.security).toEqual([{ token: [] }, { openLink: [] }]);
    expect(paths['/audit/log/{log}/tile/entries/{tile}']?.['get']?.security).toEqual([{}, { token: ['audit:read'] }]);
    expect(paths['/healthz']?.['get']?.responses).not.toHaveProperty('401');
  });
});

describe('what the gateway does', () => {
  let running: RunningGateway;
  beforeAll(async () => {
    running = await runGateway();
  });
  afterAll(() => running.stop());

  const documented = (path: string) =>
    OPERATIONS.find((operation) => operation.path === path)
      ?.parameters?.filter((each) => each.in === 'query')
      .map(({ name }) => name)
      .toSorted();
  /** The refusal of an unknown parameter lists those that there are. */
  const accepted = ({ text }: RawAnswer) =>
    (JSON.parse(text) as { title: string }).title.split('its parameters are ')[1]?.split(', ').toSorted();
  const english = { 'accept-language': 'en' };

  it('takes the parameters of records that are documented, and no other', async () => {
    const headers = { ...english, 'x-road-client': OPEN_CLIENT };
    const answer = await rawCall(running.origin, '/audit/v1/records?unknown=1', { headers });
    expect(answer.status).toBe(400);
    expect(accepted(answer)).toEqual(documented('/audit/v1/records'));
  });

  it('takes the parameters of findings that are documented, and no other', async () => {
    const prover = await createProver();
    const audience = `${PUBLIC_URL}/api`;
    const token = await running.issuer.token({ client: 'a', audience, jkt: prover.jkt, scope: 'audit:read' });
    const dpop = await prover.prove({ method: 'GET', url: `${PUBLIC_URL}/audit/v1/findings`, token });
    const headers = { ...english, authorization: `DPoP ${token}`, dpop };
    const answer = await rawCall(running.origin, '/audit/v1/findings?unknown=1', { headers });
    expect(accepted(answer)).toEqual(documented('/audit/v1/findings'));
  });

  const plain = OPERATIONS.filter(
    ({ method, path, route, parameters = [] }) =>
      method === 'GET' && !path.includes('{') && route !== '/oauth2/*' && !parameters.some(({ required }) => required),
  );
  it.each(plain)('$path answers as documented', async ({ path, needs, answers }) => {
    const { status, headers } = await rawCall(running.origin, path);
    if (needs !== 'nothing') {
      expect(status).toBe(401);
      return;
    }
    const answer = answers.find((each) => each.status === status);
    expect(answer?.content?.map(({ type }) => type)).toContain(String(headers['content-type']).split(';')[0]);
  });
});
