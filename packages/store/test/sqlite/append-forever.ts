import { isSimpulError } from '@simpul/errors';
import { openSqliteLogStore } from '../../src/index.ts';
import { batchOf } from '../conformance/log-batches.ts';

// A program for tests: appends batches of 1 to 7 leaves until it is killed or the store fails, and prints the size of the
// log after each acknowledgement.

// It waits where the reader is slow; writing to the descriptor itself would fail with EAGAIN then.
const print = (line: string): boolean => process.stdout.write(`${line}\n`);
const codeOf = (error: unknown): string => (isSimpulError(error) ? error.code : String(error));
const [, , file = ''] = process.argv;

const log = openSqliteLogStore({ file });
let size = 0;
try {
  for (;;) {
    const end = size + 1 + (size % 7);
    await log.append(batchOf(size, end));
    size = end;
    print(`id-${size}.`);
  }
} catch (error) {
  print(`failed ${codeOf(error)}`);
}
await log.append(batchOf(size, size + 1)).catch((error: unknown) => print(`then ${codeOf(error)}`));
