import { randomUUID } from 'node:crypto';
import { create } from '@simpul/audit';
import { createBus } from '@simpul/bus';
import { auditAppend } from '@simpul/contracts';
import { createLogger } from '@simpul/telemetry';
import { createSourceChain } from '@simpul/tlog';
import { createLeafWriter } from '../bench/audit/sample-leaf.ts';
import { sha256 } from '../bench/audit/sha256.ts';

/**
 * An audit process that several sources append to at once until it is told to end; it prints the id of each leaf that was
 * acknowledged.
 *
 * Usage: node two-audits-appender.ts URL NODE FIRST-LEAF
 */
const [url = '', nodeId = '', first = '0'] = process.argv.slice(2);
/** Calls that wait for an answer at any time, so that a batch is always under way. */
const SOURCES = 16;
const LEAVES_PER_CALL = 4;

const bus = createBus({ nodeId });
const logger = createLogger({ level: 'error', destination: { write: (line) => void process.stderr.write(line) } });
const onFatal = (error: unknown): never => {
  throw error;
};
const audit = create(
  {
    publicUrl: 'https://bus.example',
    mode: 'sandbox',
    instance: 'ID-UJI',
    store: { kind: 'mongo', url },
    keysDir: '',
    nodeId,
  },
  { bus, logger, onFatal },
);
await bus.start();
await audit.start();
process.stdout.write('ready\n');

let next = Number(first);
const end = new AbortController();

async function append(source: number): Promise<void> {
  const boot = randomUUID();
  const write = createLeafWriter(`${nodeId}-${source}`, boot);
  const chain = createSourceChain({ node: `${nodeId}-${source}`, boot, hash: sha256 });
  const exchange = bus.as('exchange');
  while (!end.signal.aborted) {
    const leaves = Array.from({ length: LEAVES_PER_CALL }, () => {
      const n = next++;
      const leaf = chain.nextAs((src) => write(n, src));
      const { id } = JSON.parse(Buffer.from(leaf).toString()) as { id: string };
      return { id, leaf, sideCar: new Uint8Array() };
    });
    // As a source does: the same again until it is answered.
    while (!(await exchange.call(auditAppend, { leaves }).then(isStored, () => false)));
    process.stdout.write(leaves.map(({ id }) => `${id}\n`).join(''));
  }
}

function isStored({ outcomes }: { readonly outcomes: readonly string[] }): boolean {
  if (outcomes.some((outcome) => outcome !== 'stored')) throw new Error('a leaf was superseded');
  return true;
}

process.on('SIGTERM', () => end.abort());
await Promise.all(Array.from({ length: SOURCES }, (_, source) => append(source)));
await audit.stop();
await bus.stop();
