import { join } from 'node:path';
import { type Finding, finding } from '../finding.ts';
import type { Patient } from '../patient.ts';
import { isLoopbackHost } from '../../proxy/host-header.ts';

/** What is only fit for a sandbox, in production. */
export async function checkSandboxLeftOvers({ folder, region, reached }: Patient): Promise<readonly Finding[]> {
  const modes = [
    folder?.instance?.mode,
    reached?.answers === true ? reached.heard.mode : undefined,
    region?.settings.mode,
  ];
  const known = modes.filter((mode) => mode !== undefined);
  if (known.length === 0) return [finding('mode-unknown')];
  if (!known.includes('production')) return [finding('mode-sandbox')];
  const found = [...credentials(folder), ...registered(region)];
  return found.length === 0 ? [finding('no-left-overs')] : found;
}

function credentials(folder: Patient['folder']): Finding[] {
  if (folder === undefined) return [];
  return folder.files
    .filter(({ path }) => /^credentials\/.*\.jwk$/.test(path))
    .map(({ path }) => finding('left-over-key', { file: join(folder.path, path) }));
}

function registered(region: Patient['region']): Finding[] {
  return (region?.objects ?? []).flatMap((object) => {
    if (object.kind === 'subsystem') {
      const { id, link, jwksUri } = object.value;
      return [
        ...(link === 'open' ? [finding('left-over-link', { id })] : []),
        ...(jwksUri?.startsWith('http:') === true ? [finding('left-over-keys-address', { id, address: jwksUri })] : []),
      ];
    }
    if (object.kind === 'person') return [finding('left-over-person', { id: object.id })];
    if (object.kind !== 'service') return [];
    const { id, url } = object.value;
    if (url === undefined) return [];
    const isPlain = url.startsWith('http:') && !isLoopbackHost(new URL(url).hostname);
    return isPlain ? [finding('left-over-address', { id, address: url })] : [];
  });
}
