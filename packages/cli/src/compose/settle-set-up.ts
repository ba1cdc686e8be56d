import { CONFIG, SimpulError } from '@simpul/errors';
import type { MongoConnection } from '@simpul/store';
import type { DataLayout } from './data-layout.ts';
import { DATA_FORMAT, readInstanceFile, type SetUp } from './instance-file.ts';
import { type RecordOptions, settleInstance } from './instance-record.ts';

export interface SettleOptions extends RecordOptions {
  readonly layout: DataLayout;
  /** Absent: nothing is shared. */
  readonly connection: MongoConnection | undefined;
  readonly publicUrl: string;
  /** What the region file says of the bus, if one was given. */
  readonly settings: Pick<SetUp, 'mode' | 'instance'> | undefined;
}

/**
 * Which bus this is: as the region file says, as the data folder was born, or as the processes that share a store were.
 * @throws SimpulError `SIMPUL_CONFIG_INVALID` where nothing says it, `SIMPUL_CONFIG_STORE_MISMATCH`, `SIMPUL_STORE_*`
 */
export async function settleSetUp(options: SettleOptions): Promise<Pick<SetUp, 'mode' | 'instance'>> {
  const { layout, connection, publicUrl, settings } = options;
  if (connection !== undefined) {
    const wanted = {
      publicUrl,
      ...(settings && { format: DATA_FORMAT, mode: settings.mode, instance: settings.instance }),
    };
    return settleInstance(connection, wanted, options);
  }
  const known = settings ?? readInstanceFile(layout.instanceFile);
  if (known !== undefined) return known;
  throw new SimpulError(CONFIG.INVALID, {
    params: { name: '--region', reason: 'is needed at the first start on a data folder' },
  });
}
