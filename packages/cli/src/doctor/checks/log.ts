import { isSimpulError } from '@simpul/errors';
import { parseCheckpointBody, parseNote } from '@simpul/tlog';
import { fetchFindings } from '../../api/audit-findings.ts';
import { fetchLogs, keysByOrigin, type ListedLog } from '../../api/audit-log.ts';
import { parseJsonObject } from '../../api/answer-json.ts';
import type { Bus } from '../../api/bus.ts';
import { readPins } from '../../credentials/log-pins.ts';
import { witnessWarning } from '../../compose/witness-policy.ts';
import { checkCheckpoint } from '../../verification/signed-checkpoint.ts';
import { trustedKeys } from '../../verification/trusted-keys.ts';
import { type Finding, finding } from '../finding.ts';
import { CHECKPOINT_OLD_MS, DAY_MS, FINDINGS_LIMIT, WARN_DAYS } from '../limits.ts';
import type { Folder, Patient } from '../patient.ts';

/** Findings that say that the log is not whole. */
const SERIOUS: ReadonlySet<string> = new Set(['integrity', 'source-fork', 'source-gap']);

/** Whether the log lives: its newest checkpoint, its keys, its witnesses, and what it found amiss. */
export async function checkLog({ terminal, folder, reached }: Patient): Promise<readonly Finding[]> {
  if (reached?.answers !== true) return [lastSigned(folder)];
  const { bus, heard, signIn } = reached;
  try {
    const logs = await fetchLogs(bus);
    const open = logs.find(({ closed }) => !closed);
    const looked = open === undefined ? [finding('log-none')] : await lookAtLog(open, bus, terminal.now());
    return [
      ...looked,
      ...(folder === undefined ? [] : await comparePins(logs, folder)),
      ...(open === undefined ? [] : await lookAtWitnesses(open, bus, heard.mode)),
      ...(await lookAtFindings(signIn, terminal.now())),
    ];
  } catch (error) {
    if (!isSimpulError(error)) throw error;
    return [finding('log-unreadable', { reason: error.message })];
  }
}

function lastSigned(folder: Folder | undefined): Finding {
  const signed = folder?.files.filter(({ path }) => /^keys\/(?:.+\/)?signed\.json$/.test(path)) ?? [];
  const last = Math.max(...signed.map(({ mtimeMs }) => mtimeMs));
  return signed.length === 0
    ? finding('log-not-asked')
    : finding('log-last-signed', { time: new Date(last).toISOString() });
}

async function lookAtLog({ name, origin, verifierKeys }: ListedLog, bus: Bus, now: number): Promise<Finding[]> {
  const answer = await bus.http.send({ method: 'GET', path: `/audit/log/${name}/checkpoint` });
  if (answer.status !== 200) return [finding('checkpoint-missing', { log: name })];
  const trust = { keys: trustedKeys({ pinned: { [origin]: verifierKeys }, file: bus.url }) };
  const { size, signedAt } = await checkCheckpoint(name, answer.body, trust);
  const newest = await bus.http.send({ method: 'GET', path: `/audit/log/${name}/checkpoint.unwitnessed` });
  const waiting = newest.status === 200 ? parseCheckpointBody(parseNote(newest.body).text).size - size : 0;
  const age = signedAt === undefined ? 0 : now - signedAt * 1000;
  const params = { log: name, size, minutes: Math.round(age / 60_000), waiting };
  if (age <= CHECKPOINT_OLD_MS) return [finding('checkpoint-fresh', params)];
  return [finding(waiting > 0 ? 'checkpoint-unwitnessed' : 'checkpoint-old', params)];
}

/** Keys as this machine first saw them, against those that are shown now. */
async function comparePins(logs: readonly ListedLog[], folder: Folder): Promise<Finding[]> {
  const pinned = await readPins(folder.path);
  return Object.entries(keysByOrigin(logs))
    .filter(
      ([origin, keys]) =>
        Object.hasOwn(pinned, origin) && pinned[origin]?.toSorted().join() !== [...keys].toSorted().join(),
    )
    .map(([origin]) => finding('log-keys-changed', { origin }));
}

async function lookAtWitnesses({ name }: ListedLog, bus: Bus, mode: string | undefined): Promise<Finding[]> {
  const { body } = await bus.http.send({ method: 'GET', path: '/audit/v1/verification' });
  const { logs } = parseJsonObject(body) ?? {};
  const listed: unknown = Array.isArray(logs) ? logs.find((log: { name?: unknown }) => log.name === name) : undefined;
  const policy = (listed as { policy?: unknown } | undefined)?.policy;
  const reason = witnessWarning(typeof policy === 'string' ? policy : undefined);
  if (reason === undefined) return [finding('witnesses-fine')];
  return [mode === 'production' ? finding('witnesses-missing', { reason }) : finding('witnesses-none')];
}

type SignIn = Extract<Patient['reached'], { readonly answers: true }>['signIn'];

async function lookAtFindings(signIn: SignIn, now: number): Promise<Finding[]> {
  try {
    const from = new Date(now - WARN_DAYS * DAY_MS).toISOString();
    const { findings } = await fetchFindings(await signIn('audit:read'), { from, limit: String(FINDINGS_LIMIT) });
    if (findings.length === 0) return [finding('findings-none', { days: WARN_DAYS })];
    return [...Map.groupBy(findings, ({ kind }) => kind)].map(([kind, all]) =>
      finding(SERIOUS.has(kind) ? 'findings-serious' : 'findings-some', {
        kind,
        count: all.length,
        detail: all[0]?.detail ?? '',
      }),
    );
  } catch (error) {
    if (!isSimpulError(error)) throw error;
    return [finding('findings-hidden', { reason: error.message })];
  }
}
