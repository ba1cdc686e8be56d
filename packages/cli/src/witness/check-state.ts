import { parseCheckpointBody, parseNote, TlogError, verifyCosignature } from '@simpul/tlog';
import { checkSignature } from '../verification/check-signature.ts';
import { halted } from './halted.ts';
import type { WitnessState } from './state.ts';
import type { CosignerKey } from './witness-keys.ts';

/**
 * Makes sure that every remembered checkpoint carries the cosignatures of this very witness, so that a damaged or edited memory
 * is noticed before it is built upon.
 *
 * @throws SimpulError `SIMPUL_CLI_WITNESS_HALTED`
 */
export async function checkState(state: WitnessState, keys: readonly CosignerKey[], folder: string): Promise<void> {
  try {
    for (const { origin, size, note } of state.all()) {
      for (const { key } of keys) await verifyCosignature(note, key, checkSignature);
      const signed = parseCheckpointBody(parseNote(note).text);
      if (signed.origin !== origin || signed.size !== size)
        throw halted(folder, 'a remembered size is not the cosigned one');
    }
  } catch (error) {
    if (!(error instanceof TlogError)) throw error;
    throw halted(folder, `a remembered checkpoint was not cosigned by this witness (${error.message})`, error);
  }
}
