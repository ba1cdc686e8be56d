import { beforeEach, describe, expect, it } from '@jest/globals';
import { createMetrics, type Metrics } from '@simpul/telemetry';
import { type CertificateWatch, createCertificateWatch } from '../../src/tls/certificate-watch.ts';
import { keptLogger } from '../support/kept-logger.ts';

const DAY_MS = 86_400_000;
const NOW = Date.UTC(2026, 10, 25);
const SOON = NOW + 29 * DAY_MS;
const LATER = NOW + 31 * DAY_MS;

let metrics: Metrics;
let owners: Map<string, string>;
let now: number;
let kept: ReturnType<typeof keptLogger>;
let watch: CertificateWatch;

beforeEach(() => {
  metrics = createMetrics();
  owners = new Map([['f1', 'ID/GOV/M/a']]);
  now = NOW;
  kept = keptLogger();
  watch = createCertificateWatch({
    metrics,
    logger: kept.logger,
    ownerOf: (print) => owners.get(print),
    now: () => now,
  });
});

const certificate = (fingerprint: string, notAfter: number) => ({
  fingerprint,
  notBefore: 0,
  notAfter,
  chainFault: undefined,
});
const alerts = () => kept.lines.map(({ alert, notAfter, subsystem }) => [alert, notAfter, subsystem]);

describe("the door's own certificate", () => {
  it('is warned of at a start and each day, from thirty days before its end', () => {
    watch.own(SOON);
    watch.sweep();
    const warning = ['certificate-ends', '2026-12-24', undefined];
    expect(alerts()).toEqual([warning, warning]);
  });

  it('is not warned of earlier, nor after it was replaced; a metric tells its end', async () => {
    watch.own(LATER);
    watch.sweep();
    expect(alerts()).toEqual([]);
    now += 2 * DAY_MS;
    watch.sweep();
    expect(alerts()).toHaveLength(1);
    watch.own(LATER + 60 * DAY_MS);
    watch.sweep();
    expect(alerts()).toHaveLength(1);
    const end = (LATER + 60 * DAY_MS) / 1000;
    expect(await metrics.doorCertificateEnd.get()).toMatchObject({ values: [{ value: end }] });
  });
});

describe("a caller's certificate", () => {
  it('is warned of when it is first seen, and each day', () => {
    watch.see(certificate('f1', SOON));
    watch.see(certificate('f1', SOON));
    expect(alerts()).toEqual([['client-certificate-ends', '2026-12-24', 'ID/GOV/M/a']]);
    watch.sweep();
    expect(alerts()).toHaveLength(2);
  });

  it('is remembered only while it is registered, so that strangers fill nothing', async () => {
    watch.see(certificate('stranger', SOON));
    watch.see(certificate('f1', SOON));
    const labels = { subsystem: 'ID/GOV/M/a', certificate: 'f1' };
    expect(await metrics.clientCertificateEnd.get()).toMatchObject({ values: [{ labels, value: SOON / 1000 }] });
    owners.delete('f1');
    watch.sweep();
    expect(alerts()).toHaveLength(1);
    expect((await metrics.clientCertificateEnd.get()).values).toEqual([]);
  });
});
