import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type FakeAgency, startFakeAgency } from '@simpul/testing';
import { checkPorts } from '../../../src/doctor/checks/ports.ts';
import { answering, codes, folderWith, INSTANCE, makePatient, settingsOf } from '../make-patient.ts';

let taken: FakeAgency;
beforeAll(async () => {
  taken = await startFakeAgency();
});
afterAll(() => taken.stop());

const addressOf = (publicUrl: string) => ({ address: { url: publicUrl, publicUrl } });

describe('ports', () => {
  it('are free, or taken by another', async () => {
    const look = (port: number) =>
      checkPorts(makePatient({ folder: folderWith(), settings: settingsOf({ port: String(port), metricsPort: '0' }) }));
    expect(codes(await look(taken.port))).toEqual(['port-taken']);
    const port = taken.port;
    await taken.stop();
    expect(codes(await look(port))).toEqual(['port-free']);
    taken = await startFakeAgency();
  });

  it('are those of the last start, where no proxy stood before it', async () => {
    const found = await checkPorts(
      makePatient({
        folder: folderWith(),
        settings: settingsOf({ port: '0', metricsPort: '0' }),
        ...addressOf(`http://localhost:${taken.port}`),
      }),
    );
    expect(found[0]).toMatchObject({ code: 'port-taken', what: `127.0.0.1:${taken.port} is taken by another process` });
  });

  it('must be of this machine', async () => {
    const settings = settingsOf({ host: '192.0.2.1', port: '0', metricsPort: '0' });
    expect(codes(await checkPorts(makePatient({ folder: folderWith(), settings })))).toEqual(['port-refused']);
  });

  it('are ours where a bus runs, and not ours to try from outside', async () => {
    const endpoint = { url: 'http://localhost:8080' };
    const running = makePatient({ folder: folderWith({ state: 'running', endpoint }) });
    expect(codes(await checkPorts(running))).toEqual(['ports-ours']);
    expect(codes(await checkPorts(makePatient()))).toEqual(['ports-outside']);
  });
});

describe('who reaches the public door', () => {
  const running = (mode: 'sandbox' | 'production', url: string) =>
    ({ folder: folderWith({ state: 'running', instance: { ...INSTANCE, mode }, endpoint: { url } }) }) as const;

  it.each([
    { mode: 'sandbox', url: 'http://localhost:1', publicUrl: 'http://localhost:1', found: 'door-fits' },
    { mode: 'sandbox', url: 'http://0.0.0.0:1', publicUrl: 'http://localhost:1', found: 'sandbox-open' },
    { mode: 'production', url: 'https://0.0.0.0:1', publicUrl: 'https://bus.example', found: 'door-fits' },
    { mode: 'production', url: 'https://localhost:1', publicUrl: 'https://bus.example', found: 'door-local' },
    { mode: 'production', url: 'https://0.0.0.0:1', publicUrl: 'http://bus.example', found: 'public-url-plain' },
    { mode: 'production', url: 'https://0.0.0.0:1', publicUrl: 'https://localhost:1', found: 'public-url-local' },
  ] as const)('$mode at $url, known as $publicUrl: $found', async ({ mode, url, publicUrl, found }) => {
    expect(codes(await checkPorts(makePatient({ ...running(mode, url), ...addressOf(publicUrl) })))).toContain(found);
  });

  it('is a proxy that is trusted', async () => {
    const patient = makePatient({
      ...running('production', 'http://localhost:1'),
      ...addressOf('https://bus.example'),
      settings: settingsOf({ trustedProxy: '127.0.0.1' }),
    });
    expect(codes(await checkPorts(patient))).toContain('door-fits');
  });

  it('is judged from outside by what the bus says', async () => {
    const patient = makePatient({ ...addressOf('http://bus.example'), reached: answering({ mode: 'production' }) });
    expect(codes(await checkPorts(patient))).toEqual(['ports-outside', 'public-url-plain']);
  });
});
