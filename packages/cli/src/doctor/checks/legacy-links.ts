import { dayIn, type LegacyLink } from '@simpul/contracts';
import { isSimpulError } from '@simpul/errors';
import { fetchLegacyLinks } from '../../api/legacy-links.ts';
import { type Finding, finding } from '../finding.ts';
import type { KnownRegion, Patient } from '../patient.ts';

type Shown = Pick<LegacyLink, 'kind' | 'until'> & { readonly id: string };

/** Legacy links: each is weaker than what the bus asks of others, so each is shown while it is there. */
export async function checkLegacyLinks({ region, reached, terminal }: Patient): Promise<readonly Finding[]> {
  try {
    const links =
      reached?.answers === true ? await fetchLegacyLinks(await reached.signIn('region:apply')) : storedLinks(region);
    if (links === undefined) return [finding('legacy-links-unknown', { reason: 'the bus does not run here' })];
    const today = dayIn(region?.settings.timezone ?? 'Asia/Jakarta', terminal.now());
    return links.length === 0 ? [finding('legacy-links-none')] : links.map((link) => judge(link, today));
  } catch (error) {
    if (!isSimpulError(error)) throw error;
    return [finding('legacy-links-unknown', { reason: error.message })];
  }
}

/** A region file names none: only the registry knows them. */
function storedLinks(region: KnownRegion | undefined): readonly Shown[] | undefined {
  if (region?.from !== 'registry') return undefined;
  return region.objects.flatMap((object) => (object.kind === 'link' ? [{ ...object.value, id: object.id }] : []));
}

function judge({ id, kind, until }: Shown, today: string): Finding {
  return finding(until < today ? 'legacy-link-ended' : 'legacy-link', { id, kind, until });
}
