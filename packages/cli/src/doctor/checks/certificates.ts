import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { connect, type TLSSocket } from 'node:tls';
import { isNativeError } from 'node:util/types';
import { isSimpulError } from '@simpul/errors';
import { certificateEnd, certificateEndOf } from '../certificate-end.ts';
import { type Finding, finding } from '../finding.ts';
import { CONNECT_MS } from '../limits.ts';
import type { Address, Patient } from '../patient.ts';

const DEFAULT_TLS_PORT = 443;
const CLIENT_END = /^simpul_client_certificate_end_timestamp_seconds\{([^}]*)\} (\S+)$/gm;

/** The bus's own certificate, from its file and as it shows it, and those of `mtls` links that it has seen. */
export async function checkCertificates(patient: Patient): Promise<readonly Finding[]> {
  const { address } = patient;
  const isHttps = address?.url.startsWith('https:') === true;
  const own = [
    ...(await fromFiles(patient)),
    ...(address !== undefined && isHttps ? await fromDoor(address, patient) : []),
  ];
  const none = finding(address === undefined ? 'certificate-unknown' : 'certificate-none');
  return [...(own.length === 0 ? [none] : own), ...pinned(patient)];
}

async function fromFiles({ terminal, settings, address }: Patient): Promise<Finding[]> {
  const { tlsCert } = settings;
  const { nameWarning, readDoorConfig } = await import('../../compose/door-config.ts');
  try {
    const door = readDoorConfig(settings, terminal.cwd);
    if (tlsCert === undefined) return [];
    const file = resolve(terminal.cwd, tlsCert);
    const certificate = new X509Certificate(await readFile(file));
    const publicUrl = settings.publicUrl ?? address?.publicUrl;
    const misnamed = publicUrl === undefined ? undefined : nameWarning(door, publicUrl);
    return [
      certificateEndOf(file, certificate, terminal.now()),
      ...(misnamed === undefined ? [] : [finding('certificate-misnamed', { reason: misnamed })]),
    ];
  } catch (error) {
    if (!isSimpulError(error)) throw error;
    return [finding('certificate-unusable', { reason: error.message })];
  }
}

async function fromDoor({ url, publicUrl }: Address, { terminal }: Patient): Promise<Finding[]> {
  const { hostname, port } = new URL(url);
  const host = new URL(publicUrl).hostname.replace(/^\[(.*)\]$/, '$1');
  let socket: TLSSocket;
  try {
    socket = await shake(hostname.replace(/^\[(.*)\]$/, '$1'), { port: Number(port || DEFAULT_TLS_PORT), host });
  } catch (error) {
    if (!isNativeError(error)) throw error;
    return [finding('certificate-not-shown', { url, reason: codeOf(error) })];
  }
  const certificate = socket.getPeerX509Certificate();
  const mistrust = socket.authorized ? undefined : String(socket.authorizationError);
  socket.destroy();
  if (certificate === undefined) return [finding('certificate-not-shown', { url, reason: 'none came' })];
  const isNamed = isIP(host) === 0 ? certificate.checkHost(host) : certificate.checkIP(host);
  // Its end is said anyway.
  const isTrusted = mistrust === undefined || mistrust === 'CERT_HAS_EXPIRED';
  return [
    certificateEndOf(url, certificate, terminal.now()),
    ...(isTrusted ? [] : [finding('certificate-mistrusted', { url, reason: mistrust })]),
    ...(isNamed === undefined ? [finding('certificate-other-name', { url, host })] : []),
  ];
}

/** A handshake whose certificate is judged by us, so that what is wrong with it can be said. */
function shake(address: string, { port, host }: { readonly port: number; readonly host: string }): Promise<TLSSocket> {
  return new Promise((done, fail) => {
    const socket = connect({
      host: address,
      port,
      ...(isIP(host) === 0 ? { servername: host } : {}),
      rejectUnauthorized: false,
      checkServerIdentity: () => undefined,
      timeout: CONNECT_MS,
    });
    socket.once('secureConnect', () => done(socket));
    socket.once('timeout', () => socket.destroy(new Error('no answer in time')));
    socket.once('error', fail);
  });
}

/** Of a pinned certificate only the fingerprint is registered; the bus tells of those that were shown to it. */
function pinned({ metrics, region, terminal }: Patient): Finding[] {
  const seen = [...(metrics ?? '').matchAll(CLIENT_END)].map(([, labels = '', end = '']) => ({
    subsystem: /subsystem="([^"]*)"/.exec(labels)?.[1] ?? '',
    certificate: /certificate="([^"]*)"/.exec(labels)?.[1] ?? '',
    end: Number(end) * 1000,
  }));
  const registered = (region?.objects ?? []).flatMap((object) =>
    object.kind === 'subsystem' ? object.value.certificates : [],
  );
  const unseen = registered.filter((print) => !seen.some(({ certificate }) => certificate === normal(print))).length;
  return [
    ...seen.map(({ subsystem, certificate, end }) =>
      certificateEnd(`${subsystem} (${certificate.slice(0, 12)}…)`, new Date(end), terminal.now()),
    ),
    ...(unseen === 0 ? [] : [finding('certificates-unseen', { count: unseen })]),
  ];
}

function normal(fingerprint: string): string {
  return fingerprint.replaceAll(':', '').toLowerCase();
}

function codeOf(error: Error): string {
  return (error as NodeJS.ErrnoException).code ?? error.message;
}
