import { describe, expect, it } from '@jest/globals';
import { AGREEMENT, CONTRACT, FILES, HEAD, MEMBERS, refusalsOfMarked, unmark } from './marked-region.ts';

const BASE = HEAD + MEMBERS + AGREEMENT;
const change = (from: string, to: string): string => {
  if (!BASE.includes(from)) throw new Error(`no ${from}`);
  return BASE.replace(from, to);
};
const inSubsystem = (lines: string): string => change('        services:', `        ${lines}\n        services:`);
const inService = (lines: string): string => change('            url:', `            ${lines}\n            url:`);
const inAgreement = (lines: string): string => change('    legalBasis', `    ${lines}\n    legalBasis`);
const SECOND_MEMBER = `  - { class: GOV, code: §1871-DPMPTSP, name: { id: X }, kind: opd }\n`;

const PRINT = 'a1'.repeat(32);
const SAME_PRINT = PRINT.toUpperCase().replaceAll(/..(?=.)/g, '$&:');

const CASES: readonly (readonly [string, string, string | RegExp])[] = [
  [
    'two members of one code',
    `${HEAD}${MEMBERS}${SECOND_MEMBER}`,
    'expected another code: member ID-LA/GOV/1871-DPMPTSP stands above already',
  ],
  [
    'two subsystems of one code',
    `${HEAD}${MEMBERS}      - { code: §sicantik, name: { id: X } }\n`,
    /^expected another code: subsystem/,
  ],
  [
    'two services of one code',
    `${HEAD}${MEMBERS}          - { code: §permit-status, name: { id: X }, type: REST, version: '1', url: 'http://127.0.0.1' }\n`,
    /^expected another code: service/,
  ],
  [
    'two groups of one code',
    `${BASE}groups: [{ code: a, members: [] }, { code: §a, members: [] }]\n`,
    /^expected another code: group/,
  ],
  [
    'two agreements of one id',
    `${BASE}${AGREEMENT.replace('agreements:\n', '').replace('id: ', 'id: §')}`,
    /^expected another id: agreement PKS-1/,
  ],
  [
    'one person twice',
    `${BASE}people: [{ email: a@b.example, role: auditor }, { email: §a@b.example, role: operator }]\n`,
    /^expected another email/,
  ],
  [
    'one certificate twice, written in two ways',
    inSubsystem(`certificates: [${PRINT}, §'${SAME_PRINT}']`),
    'expected another certificate: this one is registered for ID-LA/GOV/1871-DPMPTSP/sicantik already',
  ],
  [
    'a consumer that does not exist',
    change('consumer: GOV/1871-DPMPTSP/sicantik', 'consumer: §GOV/1871-DPMPTSP/sicantk'),
    'expected an existing subsystem: there is no ID-LA/GOV/1871-DPMPTSP/sicantk; did you mean ID-LA/GOV/1871-DPMPTSP/sicantik?',
  ],
  [
    'a service that does not exist',
    change('sicantik/permit-status', 'sicantik/permit').replace('service: ', 'service: §'),
    /^expected an existing service/,
  ],
  [
    'a group that does not exist',
    change('consumer: GOV/1871-DPMPTSP/sicantik', 'consumer: §group:semua'),
    'expected an existing group: there is no semua',
  ],
  [
    'a consumer of another instance',
    change('consumer: GOV', 'consumer: §ID-JB/GOV'),
    'expected a subsystem of instance ID-LA',
  ],
  [
    'a represented party of another instance',
    inAgreement('onBehalfOf: §ID-JB/GOV/X'),
    'expected a member of instance ID-LA',
  ],
  [
    'a server of another instance',
    change('mode: sandbox', 'mode: sandbox\nxroad: { server: §ID-JB/GOV/X/s }'),
    'expected a server of instance ID-LA',
  ],
  [
    'a group member that does not exist',
    `${BASE}groups: [{ code: a, members: [§GOV/X/y] }]\n`,
    /^expected an existing subsystem/,
  ],
  [
    'a group member twice',
    `${BASE}groups: [{ code: a, members: [GOV/1871-DPMPTSP/sicantik, §ID-LA/GOV/1871-DPMPTSP/sicantik] }]\n`,
    /once in the group$/,
  ],
  [
    'a day that is not in the calendar',
    change('2026-01-01', '§2026-02-30'),
    'expected a day of the calendar, not 2026-02-30',
  ],
  [
    'an agreement that ends before it begins',
    change('2027-12-31', '§2025-12-31'),
    'expected a day that is not before validFrom (2026-01-01)',
  ],
  [
    'an unknown time zone',
    change('mode: sandbox', 'mode: sandbox\ntimezone: §Asia/Lampung'),
    /^expected an IANA time zone/,
  ],
  [
    'an offset for a time zone',
    change('mode: sandbox', "mode: sandbox\ntimezone: §'+07:00'"),
    /^expected an IANA time zone/,
  ],
  ['a range that is none', change("'127.0.0.1/32'", "§'127.0.0.1'"), /^expected an address range/],
  [
    'a range with bits beyond its prefix',
    change("'127.0.0.1/32'", "'127.0.0.1/32', §'10.0.0.1/8'"),
    /^expected an address range/,
  ],
  [
    "a member's range beyond the region's",
    change('    kind: opd', "    kind: opd\n    egress: { allow: [§'10.0.0.0/8'] }"),
    "expected a range within the region's egress",
  ],
  [
    'an address with a user',
    change('http://127.0', '§http://a:b@127.0'),
    'expected no user or password in the address',
  ],
  [
    'an address with a query',
    change('http://127.0.0.1:9101/api', '§http://127.0.0.1/?a=b'),
    'expected no query and no fragment in the address',
  ],
  [
    'an address that is none',
    change('http://127.0.0.1:9101/api', '§http://127.0.0.1:port'),
    /^expected an address such as/,
  ],
  [
    'OPENAPI without a contract',
    change('            openapi: ./permit-status.yaml\n', '').replace('type: ', 'type: §'),
    'expected openapi: FILE for a service of type OPENAPI',
  ],
  [
    'REST with a contract',
    change('type: OPENAPI', 'type: REST').replace('openapi:', '§openapi:'),
    'expected no openapi for a service of type REST',
  ],
  [
    'maintenance without a notice',
    inService('status: §maintenance'),
    'expected a notice for a service under maintenance',
  ],
  [
    'a subject in a body without a JSON Pointer',
    inService('data: { classification: terbuka, personal: umum, subjects: [{ in: body, at: §nik, kind: nik }] }'),
    /^expected a JSON Pointer/,
  ],
  [
    'a contract that does not exist',
    change('openapi: ./', 'openapi: §./no-'),
    'expected a readable contract: there is no such file',
  ],
  [
    'a contract that is a folder',
    change('openapi: ./permit-status.yaml', 'openapi: §.'),
    /^expected (the path of a file|a readable contract)/,
  ],
  [
    'both jwks and jwksUri',
    inSubsystem('jwks: { keys: [] }\n        §jwksUri: https://a.example'),
    'expected jwks or jwksUri, not both',
  ],
  [
    'a private key',
    inSubsystem('jwks: { keys: [{ kty: EC, crv: P-256, x: a, y: b, §d: c }] }'),
    'expected a public key; this one is private',
  ],
  ['a symmetric key', inSubsystem('jwks: { keys: [{ kty: §oct }] }'), 'expected a public key (EC, RSA or OKP)'],
  [
    'an endpoint with a query',
    inAgreement('endpoints: [{ method: GET, path: §/a?b }]'),
    'expected a path without query and fragment',
  ],
  [
    'an endpoint with an encoded character',
    inAgreement('endpoints: [{ method: GET, path: §/a%20b }]'),
    /^expected a decoded path/,
  ],
  [
    'an endpoint of a contract in braces',
    inAgreement("endpoints: [{ method: GET, path: §'/permits/{nomor}' }]"),
    /\* stands for one segment$/,
  ],
  [
    'an endpoint with dots',
    inAgreement('endpoints: [{ method: GET, path: §/a/../b }]'),
    'expected a path without . and ..',
  ],
  [
    'an endpoint with an empty segment',
    inAgreement('endpoints: [{ method: GET, path: §/a//b }]'),
    'expected a path without empty segments',
  ],
  [
    'an endpoint with half a wildcard',
    inAgreement('endpoints: [{ method: GET, path: §/a*/b }]'),
    'expected * and ** as whole segments',
  ],
];

describe('what a region file says', () => {
  it.each(CASES)('is refused with %s, at its place', async (_, marked, message) => {
    const { marks, places, findings } = await refusalsOfMarked(marked, FILES);
    expect(places).toEqual(marks);
    if (typeof message === 'string') expect(findings[0]?.message).toBe(message);
    else expect(findings[0]?.message).toMatch(message);
  });
});

const PRODUCTION = BASE.replace('mode: sandbox', 'mode: production');
const producing = (lines: string): string =>
  PRODUCTION.replace('        services:', `        ${lines}\n        services:`);
const KEYS = 'jwks: { keys: [{ kty: EC, crv: P-256, x: a, y: b }] }';

describe('production', () => {
  it.each([
    ['an open link', producing(`link: §open\n        ${KEYS}`), /^expected link token or mtls/],
    ['a jwksUri without TLS', producing('jwksUri: §http://a.example/jwks'), 'expected an https address in production'],
    ['an empty set of keys', producing('jwks: { keys: §[] }'), 'expected at least one key in production'],
    [
      'a token link without keys',
      PRODUCTION.replace('- code: sicantik', '- §code: sicantik'),
      'expected jwks or jwksUri in production',
    ],
    ['an mtls link without certificates', producing('link: §mtls'), /^expected certificates/],
    [
      'people',
      `${producing(KEYS)}§people: [{ email: a@b.example, role: auditor }]\n`,
      /^expected no people in production/,
    ],
  ])('refuses %s', async (_, marked, message) => {
    const { marks, places, findings } = await refusalsOfMarked(marked, FILES);
    expect(places).toEqual(marks);
    expect(findings[0]?.message).toMatch(message);
  });

  it('accepts what names its keys', async () => {
    expect((await refusalsOfMarked(producing(KEYS), FILES)).findings).toEqual([]);
    expect((await refusalsOfMarked(producing('jwksUri: https://a.example/jwks'), FILES)).findings).toEqual([]);
  });
});

describe('a contract', () => {
  it.each([
    ['is not OpenAPI', CONTRACT.replace('openapi: 3.1.0', 'openapi: §2.0.0'), 'expected openapi: 3.0.x or 3.1.x'],
    ['has no paths', '§openapi: 3.1.0\ninfo: { title: x, version: 1.0.0 }\n', 'expected paths'],
    ['has a path without a slash', CONTRACT.replace('/permits', '§permits'), 'expected a path that begins with /'],
    ['is no map', '§- 1\n', 'expected an OpenAPI document'],
    ['has an anchor', CONTRACT.replace('{ type: string }', '§&s { type: string }'), 'expected no anchor (&name)'],
  ])('is refused in its own file where it %s', async (_, marked, message) => {
    const { text, marks } = unmark(marked);
    const { findings } = await refusalsOfMarked(BASE, { 'permit-status.yaml': text });
    expect(findings).toMatchObject([{ ...marks[0], message }]);
    expect(findings[0]?.file).toMatch(/permit-status\.yaml$/);
  });

  it('is refused above 256 KiB, where the region file names it', async () => {
    const marked = change('openapi: ./', 'openapi: §./');
    const { marks, places, findings } = await refusalsOfMarked(marked, {
      'permit-status.yaml': `# ${'x'.repeat(2 ** 18)}\n`,
    });
    expect(places).toEqual(marks);
    expect(findings[0]?.message).toBe('expected a contract of at most 256 KiB');
  });
});
