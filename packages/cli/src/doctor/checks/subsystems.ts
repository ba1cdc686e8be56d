import { join } from 'node:path';
import type { Subsystem } from '@simpul/contracts';
import { keyFileName } from '../../credentials/client-key.ts';
import { type Finding, finding } from '../finding.ts';
import type { Folder, Patient } from '../patient.ts';

/** Subsystems that cannot show who they are, and those that are suspended. */
export async function checkSubsystems({ folder, region }: Patient): Promise<readonly Finding[]> {
  if (region === undefined) return [finding('subsystems-unknown')];
  const subsystems = region.objects.flatMap((object) => (object.kind === 'subsystem' ? [object.value] : []));
  const { mode } = region.settings;
  const found = subsystems.flatMap((subsystem) => judge(subsystem, { mode, folder }));
  return found.length === 0 ? [finding('subsystems-fine', { count: subsystems.length })] : found;
}

function judge(
  { id, status, link, jwks, jwksUri, certificates }: Subsystem,
  { mode, folder }: { readonly mode: string; readonly folder: Folder | undefined },
): Finding[] {
  if (status === 'suspended') return [finding('subsystem-suspended', { id })];
  if (link === 'mtls') return certificates.length === 0 ? [finding('subsystem-no-certificate', { id })] : [];
  if (link === 'open' || (jwks?.keys.length ?? 0) > 0 || jwksUri !== undefined) return [];
  // A sandbox makes a key where none was registered.
  const isMade = folder === undefined || folder.instance === undefined || hasKeyFile(folder, id);
  return mode === 'sandbox' && isMade ? [] : [finding('subsystem-no-key', { id })];
}

function hasKeyFile({ files }: Folder, id: string): boolean {
  const file = join('credentials', keyFileName(id));
  return files.some(({ path }) => path === file);
}
