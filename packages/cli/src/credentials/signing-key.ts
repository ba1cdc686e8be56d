import { importSigningKey, type SigningKey } from '@simpul/http-signatures';
import type { Bus } from '../api/bus.ts';
import { readKeyFile } from '../signatures/key-file.ts';
import type { Terminal } from '../terminal.ts';
import { findKeyFile } from './client-key.ts';
import type { BusOptions } from './find-bus.ts';

/**
 * The key with which a subsystem signs its messages: the one that it shows itself with.
 *
 * @throws SimpulError `SIMPUL_CLI_USAGE`, for a key that signs tokens only too; `SIMPUL_CONFIG_INVALID` for a file that cannot be read
 */
export async function findSigningKey(
  bus: Bus,
  options: BusOptions & { readonly as?: string },
  terminal: Terminal,
): Promise<SigningKey> {
  const { file } = await findKeyFile(bus, options, terminal);
  return readKeyFile(file, { importKey: importSigningKey, terminal });
}
