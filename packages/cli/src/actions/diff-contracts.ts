import { compareContracts } from '@simpul/openapi';
import { formatComparison } from '../output/contract.ts';
import { readContractFile } from '../registry/contract-file.ts';
import type { Terminal } from '../terminal.ts';

/** Compares two contracts in files; no bus is needed. @throws SimpulError `SIMPUL_CLI_CONTRACT_INVALID` */
export async function runDiff(
  [before, after]: readonly [before: string, after: string],
  { json }: { readonly json?: boolean },
  terminal: Terminal,
): Promise<void> {
  const old = await readContractFile(before, terminal);
  const fresh = await readContractFile(after, terminal);
  const comparison = compareContracts(old.document, fresh.document);
  terminal.out(json === true ? `${JSON.stringify(comparison)}\n` : formatComparison(comparison));
}
