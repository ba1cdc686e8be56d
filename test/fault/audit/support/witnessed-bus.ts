import { launchSimpul } from '@simpul/testing';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { request } from 'undici';
import { findLog, type PublicLog } from '../../support/download-log.ts';
import { writeOpenRegion } from '../../support/open-region.ts';
import { until } from '../../support/until.ts';
import { createWitness, type Witness } from './outsiders.ts';

const WITHIN_MS = 60_000;

/** A bus that was started once, and a witness that its policy demands; neither runs. */
export interface WitnessedBus {
  readonly log: PublicLog;
  /** Every key of the log. */
  readonly vkeys: readonly string[];
  readonly witness: Witness;
  readonly policyFile: string;
  /** With what the bus is started again. */
  readonly up: {
    readonly region: string;
    readonly data: string;
    readonly port: number;
    readonly args: readonly string[];
  };
}

/**
 * Starts a bus for its log and the keys of it, and a witness for the keys of that; then the bus again until its checkpoint is
 * cosigned, since the first start had no witness to ask. Stops both.
 */
export async function foundWitnessedBus(folder: string, agencyUrl: string): Promise<WitnessedBus> {
  const region = writeOpenRegion(folder, agencyUrl);
  const data = join(folder, 'data');
  const policyFile = join(folder, 'witnesses');
  const simpul = await launchSimpul({ region, data });
  try {
    const log = await findLog(simpul.url);
    const answer = await request(`${simpul.url}/audit/v1/verification`);
    const { logs } = (await answer.body.json()) as { logs: { verifierKeys: string[] }[] };
    const vkeys = logs[0]?.verifierKeys ?? [];
    const witness = await createWitness(join(folder, 'witness'), vkeys);
    writeFileSync(policyFile, `${witness.policyLine}\nquorum ${witness.witnessName}\n`);
    await simpul.stop();
    const up = { region, data, port: simpul.port, args: ['--witness-policy', policyFile] };
    await untilCosigned({ log, witness, up });
    return { log, vkeys, witness, policyFile, up };
  } finally {
    if (simpul.process.exitCode === null) await simpul.stop();
  }
}

async function untilCosigned({ log, witness, up }: Pick<WitnessedBus, 'log' | 'witness' | 'up'>): Promise<void> {
  const witnessing = await witness.start();
  const simpul = await launchSimpul(up);
  try {
    await until('a cosigned checkpoint', WITHIN_MS, async () => {
      const note = await (await request(`${log.url}/checkpoint`)).body.text();
      return note.includes(`\n— ${witness.witnessName} `) ? true : undefined;
    });
  } finally {
    await simpul.stop();
    witnessing.signal('SIGTERM');
    await witnessing.ended;
  }
}
