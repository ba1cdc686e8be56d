import { CONFIG, isSimpulError } from '@simpul/errors';
import { loadConfig } from '@simpul/config';
import { resolve } from 'node:path';
import { UpConfig } from '../compose/up-config.ts';
import { dataFolderPath } from '../credentials/data-folder.ts';
import { findBus } from '../credentials/find-bus.ts';
import type { Terminal } from '../terminal.ts';
import { examineFolder } from './examine-folder.ts';
import { type Finding, finding } from './finding.ts';
import { findRegion } from './find-region.ts';
import type { Address, Folder, Patient } from './patient.ts';
import { reachBus, readMetrics } from './reach-bus.ts';
import { runChecks } from './run-checks.ts';

/** What the doctor is told. */
export interface DoctorOptions {
  readonly data?: string;
  /** Public address of a bus; alone it means that the doctor looks from outside. */
  readonly url?: string;
  readonly region?: string;
  /** File with the settings of `simpul up`. */
  readonly config?: string;
  readonly client?: string;
  readonly key?: string;
}

/** Looks at a set-up, and says what was found. Nothing is changed; the look at the log's findings leaves a record in it. */
export async function examine(options: DoctorOptions, terminal: Terminal): Promise<readonly Finding[]> {
  const { settings, findings: wrong } = readSettings(options, terminal);
  const path =
    options.url === undefined || options.data !== undefined ? folderPath(options, settings, terminal) : undefined;
  const folder = path === undefined ? undefined : await examineFolder(path);
  const absent = path !== undefined && folder === undefined ? [finding('folder-absent', { folder: path })] : [];
  const { region, findings: regionProblems } = await findRegion(options.region ?? settings.region, folder, terminal);
  const address = await addressOf(options, { folder, settings }, terminal);
  const metricsUrl = folder?.state === 'stopped' ? undefined : folder?.endpoint?.metricsUrl;
  const metrics = metricsUrl === undefined ? undefined : await readMetrics(metricsUrl);
  const contact = address === undefined ? undefined : await reachBus(address, { folder, ...options }, terminal);
  const patient: Patient = {
    terminal,
    settings,
    regionProblems,
    ...(folder === undefined ? {} : { folder }),
    ...(region === undefined ? {} : { region }),
    ...(address === undefined ? {} : { address }),
    ...(metrics === undefined ? {} : { metrics }),
    ...(contact === undefined ? {} : { reached: contact.reached }),
  };
  try {
    return [...wrong, ...absent, ...(await runChecks(patient))];
  } finally {
    await contact?.close();
  }
}

/** As `simpul up` would have them with the same variables and file; its defaults where these are refused. */
function readSettings(
  { config }: DoctorOptions,
  { env, cwd }: Terminal,
): { readonly settings: UpConfig; readonly findings: readonly Finding[] } {
  const file = config === undefined ? undefined : resolve(cwd, config);
  try {
    return { settings: loadConfig(UpConfig, { flags: {}, env, file }), findings: [] };
  } catch (error) {
    if (!isSimpulError(error, CONFIG.INVALID)) throw error;
    const settings = loadConfig(UpConfig, { flags: {}, env: {} });
    return { settings, findings: [finding('settings-invalid', { reason: error.message })] };
  }
}

function folderPath({ data, config }: DoctorOptions, settings: UpConfig, terminal: Terminal): string {
  return dataFolderPath(data ?? (config === undefined ? undefined : settings.data), terminal);
}

/** What was given, what the running process wrote, what the folder was born as, or what it would be started as. */
async function addressOf(
  options: DoctorOptions,
  { folder, settings }: { readonly folder: Folder | undefined; readonly settings: UpConfig },
  terminal: Terminal,
): Promise<Address | undefined> {
  if (options.url !== undefined) return findBus({ url: options.url }, terminal);
  const publicUrl = folder?.instance?.publicUrl ?? settings.publicUrl;
  if (publicUrl === undefined || !URL.canParse(publicUrl)) return undefined;
  return { url: folder?.endpoint?.url ?? publicUrl, publicUrl };
}
