import { describe, expect, it } from '@jest/globals';
import { AGREEMENT, FILES, HEAD, MEMBERS, refusalsOfMarked } from './marked-region.ts';

const BASE = HEAD + MEMBERS + AGREEMENT;
const change = (from: string, to: string): string => {
  if (!BASE.includes(from)) throw new Error(`no ${from}`);
  return BASE.replace(from, to);
};

const CASES = [
  [
    'an unknown key near a known one',
    change('agreements:', '§agreemnts:'),
    'unknown key agreemnts; did you mean agreements?',
  ],
  [
    'an unknown key deep in the file',
    BASE.replace('            url:', '            §urls: x\n            url:'),
    'unknown key urls; did you mean url?',
  ],
  ['an unknown key like no other', `${BASE}§colour: red\n`, /^unknown key colour; expected one of version, instance, /],
  ['__proto__', `${BASE}§__proto__: { mode: production }\n`, /^unknown key __proto__/],
  ['a missing key', `§${BASE.replace('mode: sandbox\n', '')}`, 'expected the key mode'],
  [
    'a missing key of an item',
    change('class: GOV\n    code: 1871-DPMPTSP', '§code: 1871-DPMPTSP'),
    'expected the key class',
  ],
  ['another version of the format', change('version: 1\n', 'version: §2\n'), 'expected 1'],
  [
    'an unknown mode',
    change('mode: sandbox', 'mode: §sandbx'),
    'expected one of sandbox, production; did you mean sandbox?',
  ],
  [
    'a number where a text belongs',
    change('version: 1.2.0', 'version: §1.2'),
    'expected a version in quotes, such as "1.2.0"; put it in quotes',
  ],
  [
    'an undotted region code',
    change('kind: opd', "kind: opd\n    region: §'1871'"),
    'expected a Kemendagri code in quotes, such as "18.71"',
  ],
  ['a code with a slash', change('code: sicantik', 'code: §si/cantik'), /^expected a code of/],
  ['a code of dots', change('code: sicantik', "code: §'..'"), /^expected a code of/],
  ['a text without Indonesian', change('{ id: siCantik }', '§{ en: siCantik }'), 'expected the key id'],
  ['a plain text for a text', change('{ id: siCantik }', '§siCantik'), 'expected a text: { id: …, en: … }'],
  ['a size without a unit', change('url: http', 'maxBody: §8M\n            url: http'), /^expected a size/],
  ['an address of another scheme', change('http://127.0.0.1:9101/api', '§ftp://127.0.0.1'), /^expected an address/],
  ['a timeout of zero', change('url: http', 'timeoutMs: §0\n            url: http'), /must be >= 1/],
  ['an unknown connector', change('url: http', 'connector: { kind: §soap }\n            url: http'), 'expected rest'],
  [
    'an unknown authentication',
    change('url: http', 'connector: { kind: rest, auth: { kind: §hedaer } }\n            url: http'),
    'expected kind none, header, basic or mtls',
  ],
  [
    'an authentication without a kind',
    change('url: http', 'connector: { kind: rest, auth: §{ name: X } }\n            url: http'),
    'expected kind none, header, basic or mtls',
  ],
  [
    'a secret by value',
    change(
      'url: http',
      'connector: { kind: rest, auth: { kind: header, name: X, secret: §hush } }\n            url: http',
    ),
    'expected a secret by reference: { file: PATH } or { env: NAME }',
  ],
  [
    'a secret from two places',
    change(
      'url: http',
      'connector: { kind: rest, auth: { kind: header, name: X, secret: §{ file: a, env: B } } }\n            url: http',
    ),
    'expected a secret by reference: { file: PATH } or { env: NAME }',
  ],
  [
    'a header name with a blank',
    change(
      'url: http',
      "connector: { kind: rest, auth: { kind: header, name: §'X Y', secret: { env: B } } }\n            url: http",
    ),
    'expected the name of a header',
  ],
  [
    'a fingerprint that is too short',
    change('        services:', '        certificates: [§ab]\n        services:'),
    /^expected the SHA-256 fingerprint/,
  ],
  [
    'a consumer that is no subsystem',
    change('consumer: GOV/1871-DPMPTSP/sicantik', 'consumer: §sicantik'),
    /^expected a subsystem/,
  ],
  [
    'an empty list of endpoints',
    change('    legalBasis', '    endpoints: §[]\n    legalBasis'),
    /must NOT have fewer than 1 items/,
  ],
  ['a quota of zero', change('    legalBasis', '    quota: { perMinute: §0 }\n    legalBasis'), /must be >= 1/],
  ['a date with a time', change('2026-01-01', '§2026-01-01T00:00:00Z'), 'expected a day: YYYY-MM-DD'],
  ['a document that is a list', '§- version: 1\n', 'expected a region: version, instance, name, mode, members, …'],
  ['an unknown role', `${BASE}people: [{ email: a@b.example, role: §auditer }]\n`, /did you mean auditor\?$/],
] as const;

describe('the shape of a region file', () => {
  it.each(CASES)('refuses %s at its place', async (_, marked, message) => {
    const { marks, places, findings } = await refusalsOfMarked(marked, FILES);
    expect(places).toEqual(marks);
    if (typeof message === 'string') expect(findings[0]?.message).toBe(message);
    else expect(findings[0]?.message).toMatch(message);
  });

  it('reports every finding of a file, in reading order', async () => {
    const { marks, places } = await refusalsOfMarked(
      change('mode: sandbox', 'mode: §x')
        .replace('kind: opd', 'kind: §y')
        .replace('legalBasis:', '§legalBases:')
        .replace('  - id: PKS-1', '  - §id: PKS-1'),
      FILES,
    );
    expect(places).toEqual(marks);
  });

  it('knows links and styles that only some set-ups use', async () => {
    const text = change('mode: sandbox', 'mode: sandbox\nxroad: { errorStyle: x8 }').replace(
      '        services:',
      '        link: mtls\n        services:',
    );
    expect((await refusalsOfMarked(text, FILES)).findings).toEqual([]);
  });
});
