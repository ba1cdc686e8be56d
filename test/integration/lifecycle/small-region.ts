import { exportJWK, generateKeyPair } from 'jose';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a small region is. */
export interface SmallRegion {
  readonly instance?: string;
  readonly mode?: 'sandbox' | 'production';
}

/** Writes a region of one member that is as good for production as for a sandbox. @returns its path. */
export async function writeSmallRegion(folder: string, region: SmallRegion = {}): Promise<string> {
  const { instance = 'ID-UJI', mode = 'sandbox' } = region;
  const { publicKey } = await generateKeyPair('ES256', { extractable: true });
  const file = join(folder, `${instance}-${mode}.json`);
  const subsystem = { code: 'sistem', name: { id: 'Sistem' }, jwks: { keys: [await exportJWK(publicKey)] } };
  const member = { class: 'GOV', code: 'DINAS', name: { id: 'Dinas' }, kind: 'opd', subsystems: [subsystem] };
  writeFileSync(file, JSON.stringify({ version: 1, instance, name: { id: 'Wilayah uji' }, mode, members: [member] }));
  return file;
}
