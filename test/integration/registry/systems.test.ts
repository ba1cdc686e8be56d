import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  createAuthority,
  type FakeAgency,
  launchSimpul,
  type LaunchedSimpul,
  type MadeCertificate,
  selfSigned,
  startFakeAgency,
  temporaryFolder,
} from '@simpul/testing';
import { exportJWK, generateKeyPair } from 'jose';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { runProgram } from '../../interop/support/run-program.ts';
import { CONSUMER, INSTANCE, SERVICE, writeAgreementRegion } from '../agreements/agreement-region.ts';
import { tlsCall } from '../mtls/tls-call.ts';
import { eventually } from '../sandbox/eventually.ts';

// Whole processes start here, maybe on a busy machine.
jest.setTimeout(120_000);

const COMMAND = resolve(import.meta.dirname, '../../../packages/cli/bin/simpul.js');
const folder = temporaryFolder();
const file = (name: string): string => join(folder.path, name);
const ROAD = `${INSTANCE}/${SERVICE}`;
/** An agency without egress. */
const ENCLOSED = 'GOV/TERKURUNG';
const MEMBER = CONSUMER.slice(0, CONSUMER.lastIndexOf('/'));

let simpul: LaunchedSimpul;
let agency: FakeAgency;
/** Where a system publishes its keys. */
let keys: FakeAgency;
let ca: string;
let certificate: MadeCertificate;

beforeAll(async () => {
  const authority = await createAuthority();
  const door = await authority.server();
  ca = authority.cert;
  certificate = await selfSigned({ name: 'bersertifikat' });
  [agency, keys] = await Promise.all([startFakeAgency(), startFakeAgency()]);
  agency.behave(() => ({ body: 'gema' }));
  writeRegion();
  for (const [name, text] of [
    ['ca.pem', ca],
    ['cert.pem', door.cert],
    ['key.pem', door.key],
    ['client.pem', certificate.cert],
  ] as const) {
    writeFileSync(file(name), text);
  }
  const args = ['--tls-cert', file('cert.pem'), '--tls-key', file('key.pem')];
  simpul = await launchSimpul({ region: file('region.json'), data: file('data'), args });
});
afterAll(async () => {
  await simpul.stop();
  await Promise.all([agency.stop(), keys.stop()]);
  folder.remove();
});

/** The region of the other suites, and an agency whose systems the bus may not call. */
function writeRegion(): void {
  writeAgreementRegion(file('region.json'), agency.url);
  const region = JSON.parse(readFileSync(file('region.json'), 'utf8')) as { members: object[] };
  const [memberClass, code] = ENCLOSED.split('/');
  region.members.push({ class: memberClass, code, name: { id: code }, kind: 'opd', egress: { allow: [] } });
  writeFileSync(file('region.json'), JSON.stringify(region));
}

/** Runs the command on the bus's data folder. */
const run = (...line: readonly string[]) =>
  runProgram(process.execPath, [COMMAND, ...line, '--data', file('data'), '--ca', file('ca.pem')]);

/** Runs it as a system whose key is no concern of the bus's machine. */
const runAs = (system: string, ...line: readonly string[]) => {
  const caller = ['--client', `${INSTANCE}/${system}`, '--key', file('beralamat.jwk')];
  return runProgram(process.execPath, [COMMAND, ...line, '--url', simpul.url, ...caller, '--ca', file('ca.pem')]);
};

/** A command that must end well. */
async function done(...line: readonly string[]): Promise<void> {
  const { code, stdout, stderr } = await run(...line);
  if (code !== 0) throw new Error(`simpul ${line.join(' ')}: ${code}\n${stdout}${stderr}`);
}

/** From nothing to an agreement in force. */
async function agree(system: string, number: string): Promise<void> {
  const why = ['--purpose', 'uji', '--legal-basis', 'Perpres 95/2018'];
  await done('access', 'request', SERVICE, '--as', system, '--id', number, ...why);
  await done('access', 'approve', number);
  await done('access', 'approve', number);
}

describe('a system with a client certificate', () => {
  const SYSTEM = `${MEMBER}/bersertifikat`;
  const LINK = ['--link', 'mtls', '--certificate', file('client.pem')];
  const call = () =>
    tlsCall({
      port: simpul.port,
      path: `/r1/${ROAD}/a`,
      ca,
      cert: certificate.cert,
      key: certificate.key,
      headers: { 'X-Road-Client': `${INSTANCE}/${SYSTEM}` },
    });

  it('is registered, agrees, and makes an exchange', async () => {
    expect((await call()).text).toContain('SIMPUL_AUTH_CERTIFICATE_UNKNOWN');
    await done('system', 'add', SYSTEM, ...LINK);
    const known = await eventually(async () => {
      const { text } = await call();
      return text.includes('SIMPUL_ACCESS_NO_AGREEMENT') ? text : undefined;
    });
    expect(known).toContain(`simpul access request ${ROAD} --as ${INSTANCE}/${SYSTEM}`);
    await agree(SYSTEM, 'PKS-sertifikat');
    const answer = await eventually(async () => {
      const found = await call();
      return found.status === 200 ? found : undefined;
    });
    expect(answer.text).toBe('gema');
  });

  it('has it for itself: nobody else is registered with the same certificate', async () => {
    const { code, stderr } = await run('system', 'add', `${MEMBER}/peniru`, ...LINK);
    expect(code).toBe(3);
    expect(stderr).toContain('SIMPUL_REGISTRY_INVALID');
    expect(stderr).toContain('this certificate is registered already');
  });
});

describe('a system with keys at an address of its own', () => {
  const SYSTEM = `${MEMBER}/beralamat`;
  const call = () => runAs(SYSTEM, 'call', `${ROAD}/a`);

  it('is registered, agrees, and makes an exchange', async () => {
    const pair = await generateKeyPair('ES256', { extractable: true });
    const names = { alg: 'ES256', kid: 'beralamat-1' };
    writeFileSync(file('beralamat.jwk'), JSON.stringify({ ...(await exportJWK(pair.privateKey)), ...names }));
    const published = JSON.stringify({ keys: [{ ...(await exportJWK(pair.publicKey)), ...names }] });
    keys.behave(() => ({ headers: { 'content-type': 'application/jwk-set+json' }, body: published }));

    await done('system', 'add', SYSTEM, '--jwks-uri', `${keys.url}/jwks`);
    await agree(SYSTEM, 'PKS-alamat');
    const answer = await eventually(async () => {
      const found = await call();
      return found.code === 0 ? found : undefined;
    }, 30_000);
    expect(answer.stdout).toBe('gema\n');
    expect(keys.seen.map(({ target }) => target)).toContain('/jwks');
  });

  it.each([
    ['beyond the egress of its agency', 'http://127.0.0.2/jwks', '/jwksUri'],
    ['of cloud metadata', 'http://169.254.169.254/jwks', '/jwksUri'],
    ['that is none', 'kunci.example/jwks', '/jwksUri'],
  ])('is not registered with an address %s', async (_what, address, place) => {
    const { code, stderr } = await run('system', 'add', `${MEMBER}/terlarang`, '--jwks-uri', address);
    expect(code).toBe(3);
    expect(stderr).toContain('SIMPUL_REGISTRY_INVALID');
    expect(stderr).toContain(place);
  });

  it('gets no token where a name stands for an address that its agency may not call, nor is it called', async () => {
    const system = `${ENCLOSED}/bernama`;
    await done('system', 'add', system, '--jwks-uri', `http://localhost:${keys.port}/jwks-bernama`);
    const { code, stderr } = await runAs(system, 'token');
    expect([code, stderr]).toEqual([3, expect.stringContaining('invalid_client')]);
    expect(keys.seen.map(({ target }) => target)).not.toContain('/jwks-bernama');
  });
});
