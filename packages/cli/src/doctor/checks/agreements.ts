import { type Agreement, dayIn } from '@simpul/contracts';
import { type Finding, finding } from '../finding.ts';
import { DAY_MS, WARN_DAYS } from '../limits.ts';
import type { Patient } from '../patient.ts';

/** Agreements that ended, are about to, or are suspended; their days are those of the region's time zone. */
export async function checkAgreements({ region, terminal }: Patient): Promise<readonly Finding[]> {
  if (region === undefined) return [finding('agreements-unknown')];
  const agreements = region.objects.flatMap((object) => (object.kind === 'agreement' ? [object.value] : []));
  const today = dayIn(region.settings.timezone, terminal.now());
  const found = agreements.flatMap((agreement) => judge(agreement, today));
  const inForce = agreements.filter(
    ({ status, validFrom, validUntil }) => status === 'active' && validFrom <= today && today <= validUntil,
  );
  return [
    finding(inForce.length === 0 ? 'agreements-none' : 'agreements-in-force', { count: inForce.length }),
    ...found,
  ];
}

function judge({ id, consumer, service, status, validUntil: end }: Agreement, today: string): Finding[] {
  const params = { id, consumer, service, end };
  const days = Math.round((Date.parse(end) - Date.parse(today)) / DAY_MS);
  if (days < 0) return [finding('agreement-ended', params)];
  if (status === 'suspended') return [finding('agreement-suspended', params)];
  return days < WARN_DAYS ? [finding('agreement-ends', { ...params, days })] : [];
}
