import { mkdtemp, mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Finding, loadRegion, RegionFileError } from '../src/index.ts';

/** Stands in a text where a finding is expected. */
const MARK = '§';

/** Writes files below a new folder and returns the path of the first. */
export async function writeFiles(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'simpul-region-'));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return join(folder, Object.keys(files)[0] ?? '');
}

/** Line and column of every mark, and the text without them. */
export function unmark(text: string): { text: string; marks: { line: number; column: number }[] } {
  const marks: { line: number; column: number }[] = [];
  const lines = text.split('\n').map((line, index) => {
    let plain = line;
    for (let at = plain.indexOf(MARK); at !== -1; at = plain.indexOf(MARK)) {
      marks.push({ line: index + 1, column: at + 1 });
      plain = plain.slice(0, at) + plain.slice(at + MARK.length);
    }
    return plain;
  });
  return { text: lines.join('\n'), marks };
}

/** The findings with which a region text is refused; none where it is accepted. */
async function refusals(text: string, files: Readonly<Record<string, string>> = {}): Promise<readonly Finding[]> {
  const path = await writeFiles({ 'region.yaml': text, ...files });
  try {
    await loadRegion(path);
    return [];
  } catch (error) {
    if (error instanceof RegionFileError) return error.findings;
    throw error;
  }
}

/** Loads a marked text and returns what was found beside what the marks ask for. */
export async function refusalsOfMarked(marked: string, files: Readonly<Record<string, string>> = {}) {
  const { text, marks } = unmark(marked);
  const findings = await refusals(text, files);
  return { marks, places: findings.map(({ line, column }) => ({ line, column })), findings };
}

/** A region without anything in it; parts may be added after it. */
export const HEAD = `version: 1
instance: ID-LA
name: { id: Provinsi Lampung }
mode: sandbox
`;

/** Contract of the service below. */
export const CONTRACT = `openapi: 3.1.0
info: { title: Status, version: 1.2.0 }
paths:
  /permits/{nomor}:
    get:
      parameters:
        - { name: nomor, in: path, required: true, schema: { type: string } }
      responses:
        '200': { description: Status }
`;

/** One member with one subsystem and one service, and the lists that a test may continue. */
export const MEMBERS = `egress: { allow: ['127.0.0.1/32'] }
members:
  - class: GOV
    code: 1871-DPMPTSP
    name: { id: DPMPTSP }
    kind: opd
    subsystems:
      - code: sicantik
        name: { id: siCantik }
        services:
          - code: permit-status
            name: { id: Status }
            type: OPENAPI
            version: 1.2.0
            openapi: ./permit-status.yaml
            url: http://127.0.0.1:9101/api
`;

/** An agreement of that member with itself. */
export const AGREEMENT = `agreements:
  - id: PKS-1
    consumer: GOV/1871-DPMPTSP/sicantik
    service: GOV/1871-DPMPTSP/sicantik/permit-status
    purpose: { code: uji, text: { id: Uji } }
    legalBasis: Perpres 95/2018
    validFrom: 2026-01-01
    validUntil: 2027-12-31
`;

/** The files that `MEMBERS` names. */
export const FILES = { 'permit-status.yaml': CONTRACT };
