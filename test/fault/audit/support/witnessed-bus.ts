import { launchSimpul } from '@simpul/testing';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { request } from 'undici';
import { findLog, type PublicLog } from '../../support/download-log.ts';
import { writeOpenRegion } from '../../support/open-region.ts';
import { createWitness, type Witness } from './outsiders.ts';

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

/** Starts a bus for its log and the keys of it, and a witness for the keys of that, and stops both. */
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
    const args = ['--witness-policy', policyFile];
    return { log, vkeys, witness, policyFile, up: { region, data, port: simpul.port, args } };
  } finally {
    await simpul.stop();
  }
}
