import { access, constants, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { DATA_FORMAT } from '../../compose/instance-file.ts';
import { type Finding, finding } from '../finding.ts';
import { DISK_ERROR_BYTES, DISK_WARN_BYTES } from '../limits.ts';
import type { Folder, Patient } from '../patient.ts';

const STORES = ['registry', 'identity', 'exchange', 'audit'];
/** Folders that the bus writes to. */
const WRITTEN = ['', 'run', 'store', 'keys'];
const OTHERS = 0o077;
const MIB = 1024 ** 2;

/** Format, completeness, owner, rights and room of the data folder. */
export async function checkDataFolder({ folder, region, settings }: Patient): Promise<readonly Finding[]> {
  if (folder === undefined) return [finding('folder-outside')];
  const { path, unreadable } = folder;
  if (unreadable.includes('')) return [finding('folder-unreadable', { part: path })];
  const born = bornAs(folder, { regionInstance: region?.settings, publicUrl: settings.publicUrl });
  const rights = [...checkOwners(folder), ...checkModes(folder), ...(await checkWritable(folder))];
  const found = [...born, ...rights, ...(await checkRoom(path))];
  return found.some(({ state }) => state === 'error') ? found : [finding('folder-fine', { folder: path }), ...found];
}

interface Wanted {
  readonly regionInstance: { readonly instance: string; readonly mode: string } | undefined;
  readonly publicUrl: string | undefined;
}

function bornAs({ path, instance, instanceFault, files }: Folder, wanted: Wanted): Finding[] {
  if (instanceFault !== undefined) return [finding('instance-damaged', { folder: path, reason: instanceFault })];
  if (instance === undefined) return [finding('folder-new', { folder: path })];
  const { format } = instance;
  if (format > DATA_FORMAT) return [finding('folder-newer', { format, known: DATA_FORMAT })];
  const names = new Set(files.map((file) => file.path));
  // What is on a server, or with another process of the cluster, is not missing here.
  const stores = instance.store === undefined && instance.node === undefined ? STORES : [];
  const missing = stores.map((name) => join('store', `${name}.sqlite`)).filter((file) => !names.has(file));
  const pairs: readonly (readonly [member: string, found: string, given: string | undefined])[] = [
    ['instance', instance.instance, wanted.regionInstance?.instance],
    ['mode', instance.mode, wanted.regionInstance?.mode],
    ['public address', instance.publicUrl, wanted.publicUrl],
  ];
  return [
    ...missing.map((file) => finding('store-missing', { file })),
    ...pairs
      .filter(([, found, given]) => given !== undefined && given !== found)
      .map(([member, found, given = '']) => finding('folder-mismatch', { member, found, wanted: given })),
  ];
}

function checkOwners({ path, files }: Folder): Finding[] {
  const owner = files.find((file) => file.path === '')?.uid;
  const strange = files.filter(({ uid }) => uid !== owner);
  const [first] = strange;
  if (first === undefined || owner === undefined) return [];
  return [
    finding('owner-mixed', {
      file: join(path, first.path),
      count: strange.length,
      uid: first.uid,
      owner,
      folder: path,
    }),
  ];
}

/** Files with keys are judged where keys are. */
function checkModes({ path, files }: Folder): Finding[] {
  const open = files.filter(({ isFolder, mode }) => isFolder && (mode & OTHERS) !== 0);
  const root = open.find((file) => file.path === '');
  return root === undefined ? [] : [finding('folder-open', { folder: path, mode: root.mode.toString(8) })];
}

async function checkWritable({ path, unreadable }: Folder): Promise<Finding[]> {
  const hidden = unreadable.map((part) => finding('folder-unreadable', { part: join(path, part) }));
  const refused = await Promise.all(
    WRITTEN.map(async (part) =>
      (await isWritable(join(path, part))) ? [] : [finding('folder-read-only', { part: join(path, part) })],
    ),
  );
  return [...hidden, ...refused.flat()];
}

/** What is not there yet is made by the first start. */
async function isWritable(part: string): Promise<boolean> {
  try {
    await access(part, constants.W_OK);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return code === 'ENOENT';
  }
}

async function checkRoom(path: string): Promise<Finding[]> {
  const { bavail, bsize } = await statfs(path);
  const free = bavail * bsize;
  const params = { free: Math.floor(free / MIB), folder: path };
  if (free < DISK_ERROR_BYTES) return [finding('disk-full', params)];
  return [finding(free < DISK_WARN_BYTES ? 'disk-low' : 'disk-fine', params)];
}
