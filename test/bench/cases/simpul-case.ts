import { launchSimpul } from '@simpul/testing';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { BODY } from '../payload.ts';
import { createLeafAudit } from '../leaf-audit.ts';
import type { Target } from '../load/load.ts';
import { OPERATION, SERVICE, writeRegion } from '../write-region.ts';
import type { BenchCase, CaseName } from './bench-case.ts';
import type { ProviderCase } from './provider-case.ts';
import type { TlsMaterial } from './tls-material.ts';

export interface SimpulCaseOptions {
  /** Folder for the data of this bus. */
  readonly folder: string;
  readonly provider: ProviderCase;
}

/** What a call carries besides content type and body. */
export type CallHeaders = Pick<Target, 'headers' | 'fresh'>;

/** A bus as plain `simpul up` starts it, and how its consumer calls. */
export interface SimpulStart extends SimpulCaseOptions {
  readonly name: CaseName;
  /** Absent: plain HTTP. */
  readonly tls?: TlsMaterial;
  /** Public key of the consumer that signs. */
  readonly key?: object;
  /** Whether its region is a large one. */
  readonly large?: boolean;
  readonly headersFor: (bus: {
    readonly url: string;
    readonly data: string;
  }) => (seconds: number, target: string) => Promise<CallHeaders>;
}

export async function startSimpul(start: SimpulStart): Promise<BenchCase> {
  const { name, folder, provider, headersFor, tls, key, large } = start;
  mkdirSync(folder, { recursive: true });
  // A path of its own: calls of other cases that end late are not counted here.
  const base = `/${name}`;
  const region = writeRegion(folder, provider.url + base, { print: tls?.fingerprint, key, large });
  const args = tls === undefined ? [] : ['--tls-cert', tls.certFile, '--tls-key', tls.keyFile];
  const bus = await launchSimpul({ region, data: join(folder, 'data'), args });
  const target = bus.url + SERVICE + OPERATION;
  const headersOf = headersFor(bus);
  const audit = createLeafAudit({
    url: bus.url,
    metricsUrl: bus.metricsUrl,
    seen: () => provider.seen(base + OPERATION),
  });
  return {
    name,
    pids: [bus.process.pid ?? 0],
    async prepare(seconds) {
      const { headers, fresh } = await headersOf(seconds, target);
      await audit.begin();
      return {
        url: target,
        headers: { 'Content-Type': 'application/json', ...headers },
        body: BODY,
        ...(fresh === undefined ? {} : { fresh }),
        ...(tls === undefined ? {} : { tls: tls.client }),
      };
    },
    settle: ({ completed }) => audit.settle(completed),
    stop: () => bus.stop(),
  };
}
