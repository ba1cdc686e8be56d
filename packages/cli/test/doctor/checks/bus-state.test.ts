import { describe, expect, it } from '@jest/globals';
import { checkBusState } from '../../../src/doctor/checks/bus-state.ts';
import type { Folder } from '../../../src/doctor/patient.ts';
import { answering, codes, folderWith, makePatient } from '../make-patient.ts';

const ADDRESS = { url: 'http://localhost:8080', publicUrl: 'http://localhost:8080' };
const SILENT = { answers: false, reason: 'ECONNREFUSED' } as const;
const endpoint = { url: ADDRESS.url };

describe('a bus that does not answer', () => {
  it.each([
    { folder: undefined, found: 'bus-unreachable' },
    { folder: { state: 'stopped' }, found: 'bus-stopped' },
    { folder: { state: 'stopped', endpoint }, found: 'bus-killed' },
    { folder: { state: 'running', endpoint }, found: 'bus-silent' },
    { folder: { state: 'unknown' }, found: 'bus-unclear' },
  ] as const)('with the folder $folder: $found', async ({ folder, found }) => {
    const known: { folder?: Folder } = folder === undefined ? {} : { folder: folderWith(folder) };
    expect(codes(await checkBusState(makePatient({ address: ADDRESS, reached: SILENT, ...known })))).toEqual([found]);
  });

  it('may have no address yet', async () => {
    expect(codes(await checkBusState(makePatient({ folder: folderWith() })))).toEqual(['bus-nowhere']);
  });
});

describe('a bus that answers', () => {
  const running = folderWith({ state: 'running', endpoint });

  it.each([
    { heard: {}, folder: running, found: 'bus-ready' },
    { heard: {}, folder: undefined, found: 'bus-ready' },
    { heard: { ready: false }, folder: running, found: 'bus-unready' },
    { heard: { instance: 'ID-XX' }, folder: running, found: 'bus-other' },
    { heard: {}, folder: folderWith({ state: 'stopped' }), found: 'bus-elsewhere' },
  ])('$heard: $found', async ({ heard, folder, found }) => {
    const known: { folder?: Folder } = folder === undefined ? {} : { folder };
    const patient = makePatient({ address: ADDRESS, reached: answering(heard), ...known });
    expect(codes(await checkBusState(patient))).toEqual([found]);
  });

  it('is a bus', async () => {
    const { instance: _, ...heard } = (answering() as Extract<ReturnType<typeof answering>, { answers: true }>).heard;
    const reached = { ...answering(), heard } as ReturnType<typeof answering>;
    expect(codes(await checkBusState(makePatient({ address: ADDRESS, reached })))).toEqual(['bus-stranger']);
  });
});
