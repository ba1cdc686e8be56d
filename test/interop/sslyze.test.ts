import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  createAuthority,
  type FakeAgency,
  type LaunchedSimpul,
  launchSimpul,
  machineHasTools,
  selfSigned,
  startFakeAgency,
  temporaryFolder,
  toolPath,
} from '@simpul/testing';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CERTIFIED, OTHER, writeMtlsRegion } from '../integration/mtls/mtls-region.ts';
import { runProgram } from './support/run-program.ts';

/** Mozilla's configurations want certificates of less than 90 days. */
const CERTIFICATE_DAYS = 60;

interface CipherSuites {
  readonly result: { readonly accepted_cipher_suites: readonly { cipher_suite: { name: string } }[] };
}

/** The part of sslyze's report that is looked at, by the name of its scan. */
interface Scans {
  readonly [version: `${string}_cipher_suites`]: CipherSuites;
  readonly session_renegotiation: {
    readonly result: { is_vulnerable_to_client_renegotiation_dos: boolean; supports_secure_renegotiation: boolean };
  };
  readonly tls_compression: { readonly result: { supports_compression: boolean } };
}

(machineHasTools('sslyze') ? describe : describe.skip)('sslyze, a scanner by others', () => {
  const folder = temporaryFolder();
  const file = (name: string): string => join(folder.path, name);
  const buses: LaunchedSimpul[] = [];
  let agency: FakeAgency;
  let region: string;

  beforeAll(async () => {
    const authority = await createAuthority();
    const door = await authority.server({ untilDays: CERTIFICATE_DAYS });
    writeFileSync(file('ca.pem'), authority.cert);
    writeFileSync(file('cert.pem'), door.cert);
    writeFileSync(file('key.pem'), door.key);
    agency = await startFakeAgency();
    const { fingerprint } = await selfSigned({ name: 'klien' });
    const certificates = { [CERTIFIED]: [fingerprint], [OTHER]: [fingerprint.replace(/./g, '0')] };
    ({ file: region } = await writeMtlsRegion(folder.path, { mode: 'production', agency: agency.url, certificates }));
  });
  afterAll(async () => {
    await Promise.all(buses.map((bus) => bus.stop()));
    await agency.stop();
    folder.remove();
  });

  /** Scans a bus in production mode; the exit code says whether it is as a configuration of Mozilla's wants it. */
  async function scan(config: 'modern' | 'intermediate', ...args: readonly string[]) {
    const tls = ['--tls-cert', file('cert.pem'), '--tls-key', file('key.pem')];
    const bus = await launchSimpul({ region, data: file(config), args: [...tls, ...args] });
    buses.push(bus);
    const report = file(`${config}.json`);
    const options = ['--mozilla_config', config, '--certinfo_ca_file', file('ca.pem'), '--json_out', report];
    const { code, stdout } = await runProgram(toolPath('sslyze'), [...options, `localhost:${bus.port}`]);
    const {
      server_scan_results: [found],
    } = JSON.parse(readFileSync(report, 'utf8')) as {
      server_scan_results: readonly { scan_result: Scans }[];
    };
    if (found === undefined) throw new Error(stdout);
    const verdict = stdout.slice(stdout.indexOf('COMPLIANCE AGAINST'));
    return { code, verdict, scans: found.scan_result };
  }

  const accepted = (scans: Scans, version: string): string[] =>
    scans[`${version}_cipher_suites`]?.result.accepted_cipher_suites
      .map((suite) => suite.cipher_suite.name)
      .toSorted() ?? ['not scanned'];
  const TLS_1_3 = ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256'];
  const SOUND = {
    session_renegotiation: {
      result: { is_vulnerable_to_client_renegotiation_dos: false, supports_secure_renegotiation: true },
    },
    tls_compression: { result: { supports_compression: false } },
    heartbleed: { result: { is_vulnerable_to_heartbleed: false } },
    openssl_ccs_injection: { result: { is_vulnerable_to_ccs_injection: false } },
    robot: { result: { robot_result: 'NOT_VULNERABLE_RSA_NOT_SUPPORTED' } },
  };

  it("finds nothing but TLS 1.3 at the public door, as Mozilla's modern configuration", async () => {
    const { code, verdict, scans } = await scan('modern');
    expect([code, verdict]).toEqual([0, expect.stringContaining('OK - Compliant')]);
    for (const version of ['ssl_2_0', 'ssl_3_0', 'tls_1_0', 'tls_1_1', 'tls_1_2'])
      expect([version, accepted(scans, version)]).toEqual([version, []]);
    expect(accepted(scans, 'tls_1_3')).toEqual(TLS_1_3);
    expect(scans).toMatchObject(SOUND);
  });

  it("finds with --tls-min 1.2 what Mozilla's intermediate configuration takes, and no more", async () => {
    const { code, verdict, scans } = await scan('intermediate', '--tls-min', '1.2');
    expect([code, verdict]).toEqual([0, expect.stringContaining('OK - Compliant')]);
    for (const version of ['ssl_2_0', 'ssl_3_0', 'tls_1_0', 'tls_1_1'])
      expect([version, accepted(scans, version)]).toEqual([version, []]);
    expect(accepted(scans, 'tls_1_2')).toEqual([
      'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
      'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384',
      'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256',
    ]);
    expect(accepted(scans, 'tls_1_3')).toEqual(TLS_1_3);
    expect(scans).toMatchObject(SOUND);
  });
});
