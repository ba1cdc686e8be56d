import { createHttpClient } from '../../api/http-client.ts';
import { parseJsonObject } from '../../api/answer-json.ts';
import { isSimpulError } from '@simpul/errors';
import { type Finding, finding } from '../finding.ts';
import { ANSWER_MS } from '../limits.ts';
import type { Patient } from '../patient.ts';

/** Whether the bus runs, answers, is the one that is meant, and can do its work. */
export async function checkBusState({ folder, address, reached }: Patient): Promise<readonly Finding[]> {
  if (address === undefined || reached === undefined) return [finding('bus-nowhere')];
  const { url, publicUrl } = address;
  if (!reached.answers) {
    const { reason } = reached;
    if (folder === undefined) return [finding('bus-unreachable', { url, reason })];
    if (folder.state === 'unknown') return [finding('bus-unclear', { folder: folder.path, url, reason })];
    if (folder.state === 'running') return [finding('bus-silent', { url, reason })];
    return [finding(folder.endpoint === undefined ? 'bus-stopped' : 'bus-killed', { folder: folder.path })];
  }
  const { heard } = reached;
  if (heard.instance === undefined) return [finding('bus-stranger', { url })];
  const wanted = folder?.instance?.instance;
  if (wanted !== undefined && wanted !== heard.instance)
    return [finding('bus-other', { url, found: heard.instance, wanted })];
  if (folder?.state === 'stopped') return [finding('bus-elsewhere', { url, folder: folder.path })];
  if (heard.ready) return [finding('bus-ready', { publicUrl })];
  const reasons = await reasonsAt(folder?.endpoint?.metricsUrl);
  return reasons.length === 0
    ? [finding('bus-unready', { reason: 'it does not say why here' })]
    : reasons.map((reason) => finding('bus-unready', { reason }));
}

/** What the operator's door says; nothing from outside. */
async function reasonsAt(metricsUrl: string | undefined): Promise<readonly string[]> {
  if (metricsUrl === undefined) return [];
  const http = createHttpClient(metricsUrl, { timeoutMs: ANSWER_MS });
  try {
    const { body } = await http.send({ method: 'GET', path: '/readyz' });
    const { reasons } = parseJsonObject(body) ?? {};
    return Array.isArray(reasons) ? reasons.map(String) : [];
  } catch (error) {
    if (isSimpulError(error)) return [];
    throw error;
  } finally {
    await http.close();
  }
}
