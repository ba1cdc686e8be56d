import { X509Certificate } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import type { ConnectorAuth, SecretRef, Service } from '@simpul/contracts';
import { certificateEndOf } from '../certificate-end.ts';
import { type Finding, finding } from '../finding.ts';
import type { Patient } from '../patient.ts';

const EVERYBODY = 0o007;
const PEM_CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

interface Named {
  readonly file: string;
  readonly service: string;
  /** Whether it is a secret, or certificates that anybody may see. */
  readonly secret: boolean;
}

/** Files by which the bus shows itself to providers: secrets, certificates and authorities. They lie where the bus runs. */
export async function checkConnectorFiles({ folder, region, terminal }: Patient): Promise<readonly Finding[]> {
  if (region === undefined) return [];
  const services = region.objects.flatMap((object) => (object.kind === 'service' ? [object.value] : []));
  const named = new Map(services.flatMap(filesOf).map((each) => [each.file, each]));
  const variables = new Set(
    services.flatMap(({ connector }) => secretsOf(connector.auth)).flatMap((ref) => ('env' in ref ? [ref.env] : [])),
  );
  const unseen =
    variables.size === 0
      ? []
      : [finding('secret-variables', { count: variables.size, names: [...variables].join(', ') })];
  if (named.size === 0) return unseen;
  if (folder === undefined) return [finding('connector-files-outside', { count: named.size }), ...unseen];
  const found = (
    await Promise.all(
      [...named.values()].map((each) => lookAt(each, { now: terminal.now(), mode: region.settings.mode })),
    )
  ).flat();
  const problems = found.filter(({ state }) => state !== 'ok');
  return [...(problems.length === 0 ? [finding('connector-files-fine', { count: named.size })] : problems), ...unseen];
}

function filesOf({ id, connector: { auth, ca } }: Service): Named[] {
  const files = secretsOf(auth).flatMap((ref) =>
    'file' in ref ? [{ file: ref.file, service: id, secret: true }] : [],
  );
  const shown = auth.kind === 'mtls' && 'file' in auth.certificate ? auth.certificate.file : undefined;
  return [
    ...files.map((each) => (each.file === shown ? { ...each, secret: false } : each)),
    ...(ca === undefined ? [] : [{ file: ca, service: id, secret: false }]),
  ];
}

function secretsOf(auth: ConnectorAuth): SecretRef[] {
  if (auth.kind === 'header') return [auth.secret];
  if (auth.kind === 'basic') return [auth.password];
  return auth.kind === 'mtls' ? [auth.certificate, auth.key] : [];
}

async function lookAt(
  { file, service, secret }: Named,
  { now, mode: regionMode }: { readonly now: number; readonly mode: string },
): Promise<Finding[]> {
  try {
    if (!secret) return readCertificates(file, await readFile(file, 'utf8'), now);
    const { mode } = await stat(file);
    await readFile(file);
    const code = regionMode === 'production' ? 'secret-open' : 'secret-open-here';
    return (mode & EVERYBODY) === 0 ? [] : [finding(code, { file, mode: (mode & 0o777).toString(8) })];
  } catch (error) {
    const { code: reason } = error as NodeJS.ErrnoException;
    if (reason === undefined) throw error;
    return [finding('connector-file-missing', { file, service, reason })];
  }
}

function readCertificates(file: string, text: string, now: number): Finding[] {
  const blocks = text.match(PEM_CERTIFICATE) ?? [];
  const certificates = blocks.flatMap((block) => parse(block) ?? []);
  if (blocks.length === 0 || certificates.length < blocks.length) return [finding('connector-file-unusable', { file })];
  return certificates.map((certificate) => certificateEndOf(file, certificate, now));
}

function parse(block: string): X509Certificate | undefined {
  try {
    return new X509Certificate(block);
  } catch {
    // Said as a finding by whoever counts them.
    return undefined;
  }
}
