import { describe, expect, it } from '@jest/globals';
import { loadRegion } from '../src/index.ts';
import { CONTRACT, HEAD, MEMBERS, unmark, writeFiles } from './marked-region.ts';

async function warningsOf(region: string, contract = CONTRACT) {
  const plain = unmark(region);
  const marked = unmark(contract);
  const path = await writeFiles({ 'region.yaml': plain.text, 'permit-status.yaml': marked.text });
  const { warnings } = await loadRegion(path);
  return {
    places: warnings.map(({ line, column }) => ({ line, column })),
    marks: [...plain.marks, ...marked.marks],
    warnings,
  };
}

const BASE = HEAD + MEMBERS;
const inService = (lines: string): string => BASE.replace('            url:', `            ${lines}\n            url:`);

describe('warnings', () => {
  it.each([
    [
      'a path of the contract',
      BASE,
      CONTRACT.replace('/permits/{nomor}', '§/permits/{nik}').replace('name: nomor', 'name: nik'),
    ],
    [
      'a query of the contract',
      BASE,
      CONTRACT.replace('- { name: nomor', '- §{ name: no_kk, in: query }\n        - { name: nomor'),
    ],
    [
      'a query of all operations of a path',
      BASE,
      CONTRACT.replace('    get:', '    parameters:\n      - §{ name: NPWP, in: query }\n    get:'),
    ],
    [
      'a referenced query',
      BASE,
      `${CONTRACT.replace('- { name: nomor', "- §{ $ref: '#/components/parameters/P' }\n        - { name: nomor")}components: { parameters: { P: { name: nama_lengkap, in: query } } }\n`,
    ],
    [
      'a subject in the path',
      inService('data: { classification: terbatas, personal: umum, subjects: [{ in: §path, at: nomor, kind: nik }] }'),
      CONTRACT,
    ],
    [
      'a subject in the query',
      inService('data: { classification: terbatas, personal: umum, subjects: [{ in: §query, at: nomor, kind: nik }] }'),
      CONTRACT,
    ],
    ['an address outside egress', BASE.replace('http://127.0.0.1:9101', '§http://10.0.0.1'), CONTRACT],
    [
      'a secret that cannot be read',
      inService('connector: { kind: rest, auth: { kind: header, name: X, secret: { file: §./none } } }'),
      CONTRACT,
    ],
  ])('tell of %s, at its place', async (_, region, contract) => {
    const { places, marks } = await warningsOf(region, contract);
    expect(places).toEqual(marks);
  });

  it('are silent for identifiers in headers and bodies', async () => {
    const contract = CONTRACT.replace('- { name: nomor', '- { name: nik, in: header }\n        - { name: nomor');
    expect((await warningsOf(BASE, contract)).warnings).toEqual([]);
  });
});
