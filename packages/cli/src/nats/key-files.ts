import { createNkey, publicNkey } from '@simpul/bus';
import { PARTIES, type Party } from '@simpul/contracts';
import { SimpulError } from '@simpul/errors';
import { join } from 'node:path';
import { CLI } from '../errors.ts';
import { readIfThere, writeOnce } from './files.ts';

/** Makes the seeds that a folder lacks, as `<party>.nk`. @returns the public halves of all @throws SimpulError for a file that holds no seed */
export async function makeSeeds(folder: string): Promise<Readonly<Record<Party, string>>> {
  const entries = await Promise.all(PARTIES.map(async (party) => [party, await publicKeyIn(folder, party)] as const));
  return Object.fromEntries(entries) as Record<Party, string>;
}

async function publicKeyIn(folder: string, party: Party): Promise<string> {
  const file = join(folder, `${party}.nk`);
  const seed = await readIfThere(file);
  if (seed === undefined) {
    const made = createNkey();
    await writeOnce(file, `${made.seed}\n`);
    return made.publicKey;
  }
  try {
    return publicNkey(seed);
  } catch (cause) {
    throw new SimpulError(CLI.NATS_FILE, { params: { file, reason: 'it holds no seed of an nkey user' }, cause });
  }
}
