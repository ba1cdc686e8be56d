import type { ComposeConfig } from './compose-config.ts';
import {
  DATA_FORMAT,
  type InstanceFile,
  newNode,
  readInstanceFile,
  refuseOtherSetUp,
  writeJsonFile,
} from './instance-file.ts';
import { refuseSandboxSettings } from './production.ts';

/** What a process may call its data folder. */
export interface ClaimedFolder {
  /** What the folder is born as, if it is new. */
  readonly setUp: InstanceFile;
  /** Name of this process among those of its service. */
  readonly node: string;
  readonly isNew: boolean;
}

/**
 * Refuses a data folder that was born as something else, and in production one of a sandbox. In a cluster it is born at once, so that the process keeps its name; the
 * whole bus in one process waits until its logs are there.
 * @throws SimpulError `SIMPUL_CONFIG_FOLDER_MISMATCH`, `SIMPUL_CONFIG_INVALID`
 */
export function claimFolder(config: ComposeConfig): ClaimedFolder {
  const { layout, mode, instance, publicUrl, mongo, cluster } = config;
  const store = mongo === undefined ? {} : ({ store: 'mongo' } as const);
  const setUp = { format: DATA_FORMAT, mode, instance, publicUrl, ...store };
  const known = readInstanceFile(layout.instanceFile);
  if (known !== undefined) refuseOtherSetUp(layout.folder, known, setUp);
  if (mode === 'production') refuseSandboxSettings({ ...config, shape: config, credentials: layout.credentials });
  const node = known?.node ?? newNode();
  if (cluster !== undefined && known?.node === undefined) {
    writeJsonFile(layout.instanceFile, { ...known, ...setUp, node });
  }
  return { setUp, node, isNew: known === undefined };
}
