import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { create } from '@simpul/audit';
import { createBus } from '@simpul/bus';
import { auditAppend, auditFile, auditReceipt, auditVerification } from '@simpul/contracts';
import { createLogger } from '@simpul/telemetry';
import { BenchFailure } from '../bench-failure.ts';

/** The real audit service over the log in a folder, called as the exchange and the gateway call it. */
export interface AuditedLog {
  /** Ed25519 verifier key of the log. */
  readonly vkey: string;
  /** Appends one leaf; resolves when it is durable. @throws BenchFailure if it is not new */
  append(leaf: { readonly id: string; readonly leaf: Uint8Array; readonly sideCar: Uint8Array }): Promise<void>;
  /** A file of the log. @throws BenchFailure if there is none */
  file(path: string): Promise<Uint8Array>;
  /** Receipt of a leaf that a checkpoint covers, as an auditor gets it. @throws BenchFailure if there is none */
  receipt(id: string): Promise<string>;
  /** Signs what is not signed, and ends. */
  stop(): Promise<void>;
}

/** Where the log in a folder is stored. */
export const storeFile = (folder: string): string => join(folder, 'store/audit.sqlite');

/** Starts the service; makes the log where the folder holds none. */
export async function openAuditedLog(folder: string): Promise<AuditedLog> {
  mkdirSync(join(folder, 'store'), { recursive: true });
  const bus = createBus({ nodeId: 'bench' });
  const logger = createLogger({ level: 'error', destination: { write: (line) => void process.stderr.write(line) } });
  const config = {
    publicUrl: 'https://bus.example',
    mode: 'sandbox' as const,
    instance: 'ID-BENCH',
    store: { kind: 'sqlite' as const, file: storeFile(folder) },
    keysDir: join(folder, 'keys'),
    nodeId: 'bench',
  };
  const audit = create(config, { bus, logger });
  await bus.start();
  await audit.start();
  const exchange = bus.as('exchange');
  const gateway = bus.as('gateway');
  const [log] = (await gateway.call(auditVerification, {})).logs;
  const vkey = log?.verifierKeys[0];
  if (log === undefined || vkey === undefined) throw new BenchFailure('the service has no log');

  return {
    vkey,
    async append(leaf) {
      const { outcomes } = await exchange.call(auditAppend, { leaves: [leaf] });
      if (outcomes[0] !== 'stored') throw new BenchFailure(`a leaf was ${outcomes[0]}`);
    },
    async file(path) {
      const { body } = await gateway.call(auditFile, { log: log.name, path });
      if (body === undefined) throw new BenchFailure(`the log has no ${path}`);
      return body;
    },
    async receipt(exchangeId) {
      const asker = { id: 'bench', auditor: true };
      const { receipt, state } = await gateway.call(auditReceipt, { exchangeId, asker });
      if (receipt === undefined) throw new BenchFailure(`a receipt is ${state}`);
      return receipt;
    },
    async stop() {
      await audit.stop();
      await bus.stop();
    },
  };
}

/** Size and root that the published checkpoint states; what signs it is checked with the whole log. */
export async function publishedTree({ file }: Pick<AuditedLog, 'file'>): Promise<{ size: number; root: Buffer }> {
  const [, size, root = ''] = Buffer.from(await file('checkpoint'))
    .toString()
    .split('\n', 3);
  return { size: Number(size), root: Buffer.from(root, 'base64') };
}
