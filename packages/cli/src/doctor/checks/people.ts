import { join } from 'node:path';
import { firstOperatorKey } from '../../credentials/client-key.ts';
import { type Finding, finding } from '../finding.ts';
import type { Patient } from '../patient.ts';

/** Whether somebody can invite others and revoke keys; the bus keeps the key for inviting the first one only until then. */
export async function checkPeople({ folder }: Patient): Promise<readonly Finding[]> {
  if (folder?.instance === undefined) return [finding('people-outside')];
  if (folder.instance.mode === 'sandbox') return [finding('people-sandbox')];
  const isWaiting = folder.files.some(({ path }) => join(folder.path, path) === firstOperatorKey(folder.path));
  return [isWaiting ? finding('people-no-operator', { folder: folder.path }) : finding('people-operator')];
}
