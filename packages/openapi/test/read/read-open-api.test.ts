import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { lintContract, readOpenApi } from '../../src/index.ts';

const OUTLINE = 'openapi: 3.1.0\ninfo: { title: t, version: "1" }\n';
const inPaths = (text: string): string => `${OUTLINE}paths:\n${text}`;

/** Rules of the findings, each with its line. */
function findingsOf(source: string | Uint8Array): readonly string[] {
  return readOpenApi(source).findings.map(({ rule, line }) => `${rule} ${line}`);
}

describe('a contract that cannot be read', () => {
  it.each<[string, string | Uint8Array, string]>([
    ['is larger than 256 KiB', `# ${'x'.repeat(2 ** 18)}`, 'text-size 1'],
    ['is 50 MB', Buffer.alloc(50 * 2 ** 20, 'a'), 'text-size 1'],
    ['is no UTF-8', Buffer.from([0x61, 0x3a, 0xff]), 'text-encoding 1'],
    ['turns the direction of its text', `${OUTLINE}\n# \u202eevil`, 'text-hidden 4'],
    ['holds a control character', `a: "\u0001"`, 'text-hidden 1'],
    ['has an anchor', `${OUTLINE}paths: &p {}\n`, 'yaml-anchor 3'],
    ['has a tag', `${OUTLINE}paths: !!js/function x\n`, 'yaml-tag 3'],
    ['merges keys', `${OUTLINE}paths:\n  <<: { a: 1 }\n`, 'yaml-merge 4'],
    ['has a key twice', inPaths('  /x: {}\n  /x: {}\n'), 'key-repeated 5'],
    ['has a key twice in JSON', '{"openapi":"3.1.0","paths":{},\n"paths":{}}', 'key-repeated 2'],
    [
      'has a number and the same text as keys',
      inPaths('  /x: { get: { responses: { 200: {}, "200": {} } } }\n'),
      'key-repeated 4',
    ],
    ['names a prototype', `${OUTLINE}__proto__: { a: 1 }\npaths: {}\n`, 'name-prototype 3'],
    ['names a prototype in JSON', '{"openapi":"3.1.0",\n"__proto__":{},"paths":{}}', 'name-prototype 2'],
    ['has a name with an invisible character', inPaths('  /x: {}\n  "/x\u200b": {}\n'), 'name-invisible 5'],
    ['has two names that look the same', inPaths('  /ﬁ: {}\n  /fi: {}\n'), 'name-look-alike 5'],
    ['is Swagger 2', 'swagger: "2.0"\npaths: {}\n', 'version 1'],
    ['has no paths', OUTLINE, 'paths 1'],
    ['refers to an address', inPaths('  /x:\n    $ref: https://evil.example/x\n'), 'reference-remote 5'],
    ['refers to a file', inPaths('  /x:\n    $ref: ../../etc/passwd\n'), 'reference-remote 5'],
    ['refers to nothing', inPaths('  /x:\n    $ref: "#/components/none"\n'), 'reference-unresolved 5'],
    [
      'refers in a circle',
      inPaths('  /x:\n    $ref: "#/paths/~1y"\n  /y:\n    $ref: "#/paths/~1x"\n'),
      'reference-circular 7',
    ],
  ])('that %s is refused at its line, by rule', (_, source, finding) => {
    expect(findingsOf(source)).toContain(finding);
    expect(readOpenApi(source).document).toBeUndefined();
  });

  it('says in both languages what is to be done, and where in the document', () => {
    const [finding] = readOpenApi(inPaths('  /x:\n    $ref: https://evil.example/x\n')).findings;
    expect(finding).toEqual({
      line: 5,
      column: 11,
      pointer: '/paths/~1x/$ref',
      rule: 'reference-remote',
      severity: 'error',
      message: {
        en: 'expected a reference inside the document (#/…): nothing is fetched',
        id: 'rujukan harus ke dalam dokumen ini (#/…): tidak ada yang diunduh',
      },
    });
  });

  it('is told by at most a hundred findings', () => {
    const paths = Array.from({ length: 500 }, (_, i) => `  x${i}: {}\n`).join('');
    expect(readOpenApi(inPaths(paths)).findings).toHaveLength(100);
  });

  it('has more operations than one contract may have', () => {
    const paths = Array.from({ length: 1001 }, (_, i) => `  /p${i}: { get: {} }\n`).join('');
    expect(findingsOf(inPaths(paths))).toEqual(['operations 1004']);
  });
});

describe('a contract that can be read', () => {
  it('is 3.1 whichever it was written in, and its examples are left alone', () => {
    const text = JSON.stringify({
      openapi: '3.0.3',
      info: { title: 't', version: '1' },
      paths: {
        '/x': {
          get: {
            responses: {
              200: {
                description: 'ok',
                content: {
                  'application/json': {
                    example: { $ref: 'https://not.a.reference' },
                    schema: { type: 'string', nullable: true },
                  },
                },
              },
            },
          },
        },
      },
    });
    const { document, findings } = readOpenApi(text);
    expect(findings).toEqual([]);
    expect(document?.version).toBe('3.0');
    expect(document?.root).toMatchObject({ openapi: '3.1.1' });
    expect(JSON.stringify(document?.root)).toContain('"type":["string","null"]');
  });

  it('is read from a byte order mark on, and with members named like keywords', () => {
    const text = `\uFEFF${inPaths('  /x: { get: { responses: { "200": { description: d, content: { application/json: { schema: { properties: { $ref: { type: string }, default: { type: string } } } } } } } } }\n')}`;
    expect(readOpenApi(text).findings).toEqual([]);
  });

  it('never throws, whatever the bytes', () => {
    const pieces = fc.array(
      fc.constantFrom(
        'openapi: 3.1.0\n',
        'paths:',
        ' {',
        '}',
        '[',
        ']',
        '&a ',
        '*a',
        '!t ',
        '\n',
        '- ',
        '"',
        "'",
        '|',
        '$ref: ',
        '#/',
        ': ',
        '? ',
        '%YAML 1.2\n',
        '---\n',
        '\t',
        'null',
        '~1',
      ),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(pieces, (parts) => {
        const { document, findings } = readOpenApi(parts.join(''));
        expect(document === undefined).toBe(findings.length > 0);
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(readOpenApi(bytes).document).toBeUndefined();
      }),
    );
  });
});

describe('the rules of the bus', () => {
  const lint = (text: string): readonly string[] => {
    const read = readOpenApi(text);
    if (read.document === undefined) throw new Error(JSON.stringify(read.findings));
    return [...lintContract(read)].map(({ rule, severity, line }) => `${severity} ${rule} ${line}`);
  };

  it('tell of personal identifiers, missing descriptions, and what messages cannot be held to', () => {
    const text = inPaths(`  /p/{nik}:
    get:
      parameters:
        - { name: no_kk, in: query, schema: { type: string } }
      responses:
        '200':
          description: d
          content:
            application/json:
              schema:
                type: string
                pattern: ^(?=a)
                $dynamicRef: '#x'
`);
    expect(lint(text)).toEqual([
      'error schema-unusable 15',
      'error schema-unusable 16',
      'warning personal-identifier 4',
      'warning personal-identifier 7',
      'warning description-missing 2',
      'warning description-missing 5',
      'warning description-missing 7',
    ]);
  });

  it('are silent about a contract that is described', () => {
    const text = `openapi: 3.1.0\ninfo: { title: t, version: "1", description: d }\npaths: { /x: { get: { summary: s, responses: {} } } }\n`;
    expect(lint(text)).toEqual([]);
  });
});
