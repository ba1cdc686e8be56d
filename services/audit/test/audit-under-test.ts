import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Bus, type BusClient, createBus, type Module } from '@simpul/bus';
import { auditAppend, auditFile, auditReceipt, auditVerification, type Asker } from '@simpul/contracts';
import { AUDIT, isSimpulError } from '@simpul/errors';
import { createLogger } from '@simpul/telemetry';
import { type SignatureCheck, toBase64Url } from '@simpul/tlog';
import { create, createSigner } from '../src/index.ts';
import type { SentLeaf } from '../src/domain/leaf-check.ts';

export const AUDITOR: Asker = { id: 'inspektorat', auditor: true };

/** A running audit service on a bus of its own. */
export interface AuditUnderTest {
  readonly module: Module;
  readonly signer: Module | undefined;
  readonly folder: string;
  readonly storeFile: string;
  readonly exchange: BusClient;
  readonly gateway: BusClient;
  readonly lines: string[];
  readonly fatal: unknown[];
  append(leaves: readonly SentLeaf[]): Promise<string[]>;
  file(path: string): Promise<Uint8Array | undefined>;
  /** vkeys of the log, and its name. */
  verification(): Promise<{ name: string; verifierKeys: string[]; policy: string }>;
  /** The receipt, once a checkpoint covers the leaf. */
  receipt(exchangeId: string, asker?: Asker): Promise<string>;
  /** Stops everything; the folder stays. */
  stop(): Promise<void>;
}

export interface AuditOptions {
  /** Of an audit that ran before, to go on with its log. */
  readonly folder?: string;
  readonly mode?: 'sandbox' | 'production';
  /** Witnesses and quorum. */
  readonly witnessPolicy?: string;
  /** Address of a database, for logs that processes share; a signer runs beside the service then. */
  readonly shared?: string | undefined;
  /** Of the process. */
  readonly nodeId?: string;
  /** Without one: another process signs. */
  readonly signs?: boolean;
}

export async function newFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'simpul-audit-'));
}

export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}

/** Makes an audit service without starting it. */
export function makeAudit(folder: string, options: AuditOptions = {}) {
  const { mode = 'sandbox', witnessPolicy, shared, nodeId = 'audit-1', signs = shared !== undefined } = options;
  const bus: Bus = createBus({ nodeId: `test-${folder}`, roundTrip: true });
  const lines: string[] = [];
  const fatal: unknown[] = [];
  const logger = createLogger({ level: 'info', destination: { write: (line: string) => void lines.push(line) } });
  const storeFile = join(folder, 'audit.sqlite');
  const config = {
    publicUrl: 'https://bus.lampung.example:8443',
    mode,
    instance: 'ID-LA',
    keysDir: join(folder, 'keys'),
    nodeId,
    witnessPolicy,
  };
  const onFatal = (error: unknown): void => void fatal.push(error);
  const store =
    shared === undefined ? { kind: 'sqlite' as const, file: storeFile } : { kind: 'mongo' as const, url: shared };
  const module = create({ ...config, store }, { bus, logger, onFatal });
  const signer =
    signs && store.kind === 'mongo'
      ? createSigner({ ...config, store, stateDir: folder }, { logger, onFatal })
      : undefined;
  return { bus, module, signer, lines, fatal, storeFile };
}

export async function startAudit(options: AuditOptions = {}): Promise<AuditUnderTest> {
  const folder = options.folder ?? (await newFolder());
  const { bus, module, signer, lines, fatal, storeFile } = makeAudit(folder, options);
  await bus.start();
  await Promise.all([module.start(), signer?.start()]);
  const exchange = bus.as('exchange');
  const gateway = bus.as('gateway');

  async function verification() {
    // Busy until its signer was there.
    const known = await eventually(() => gateway.call(auditVerification, {}).catch(undefinedIfBusy));
    const [log] = known.logs;
    if (log === undefined) throw new Error('no log');
    return log;
  }
  const { name } = await verification();

  return {
    module,
    signer,
    folder,
    storeFile,
    exchange,
    gateway,
    lines,
    fatal,
    verification,
    append: async (leaves) => (await exchange.call(auditAppend, { leaves: [...leaves] })).outcomes,
    file: async (path) => (await gateway.call(auditFile, { log: name, path })).body,
    async receipt(exchangeId, asker = AUDITOR) {
      return eventually(async () => {
        const { state, receipt } = await gateway.call(auditReceipt, { exchangeId, asker });
        if (state === 'unknown') throw new Error('unknown');
        return receipt;
      });
    },
    async stop() {
      await module.stop();
      await signer?.stop();
      await bus.stop();
    },
  };
}

/** For what is asked again until the log takes it. @throws any other error */
export function undefinedIfBusy(error: unknown): undefined {
  if (!isSimpulError(error, AUDIT.BUSY)) throw error;
}

/** Asks until there is an answer. */
export async function eventually<T>(ask: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Checks signatures with node:crypto. */
export function verifySignature({ algorithm, publicKey, message, signature }: SignatureCheck): boolean {
  const raw = toBase64Url(publicKey);
  const jwk =
    algorithm === 'ed25519' ? { kty: 'OKP', crv: 'Ed25519', x: raw } : { kty: 'AKP', alg: 'ML-DSA-44', pub: raw };
  const key: KeyObject = createPublicKey({ key: jwk, format: 'jwk' });
  return verify(null, message, key, signature);
}
