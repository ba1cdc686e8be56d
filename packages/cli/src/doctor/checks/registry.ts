import { isSimpulError } from '@simpul/errors';
import { sendRegion } from '../../api/region-plan.ts';
import { type Finding, finding } from '../finding.ts';
import type { Patient } from '../patient.ts';

/** Whether what is registered is what was reviewed: asked of the bus, with the operator's key. */
export async function checkRegistry({ region, regionProblems, reached }: Patient): Promise<readonly Finding[]> {
  if (region === undefined) return regionProblems;
  const warned =
    region.warnings.length === 0
      ? []
      : [finding('region-warnings', { count: region.warnings.length, first: region.warnings[0] ?? '' })];
  if (region.from === 'registry') return [finding('registry-read', { count: region.objects.length })];
  const valid = finding('region-valid', { count: region.objects.length });
  if (reached?.answers !== true)
    return [valid, ...warned, finding('registry-not-compared', { reason: 'the bus does not answer' })];
  try {
    const { entries } = await sendRegion(await reached.signIn('region:apply'), 'plan', {
      region: { objects: [...region.objects], settings: region.settings, warnings: [] },
      prune: true,
    });
    const count = entries.length;
    return [valid, ...warned, count === 0 ? finding('registry-same') : finding('registry-differs', { count })];
  } catch (error) {
    if (!isSimpulError(error)) throw error;
    return [valid, ...warned, finding('registry-not-compared', { reason: error.message })];
  }
}
