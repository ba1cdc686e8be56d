import type { Asker, Leaf } from '@simpul/contracts';

/** How someone stands to an exchange. */
export type Side = 'consumer' | 'provider' | 'auditor';

/** The subsystem that owns a service: its id without the last part. */
export function subsystemOf(serviceId: string): string {
  return serviceId.slice(0, Math.max(0, serviceId.lastIndexOf('/')));
}

/**
 * The sides from which an asker may look at a record (design 05); none: it may not. A subsystem that calls its own
 * service stands on both.
 */
export function sidesOf(asker: Asker, leaf: Pick<Leaf, 'consumer' | 'provider'>): Side[] {
  const sides: Side[] = [];
  if (asker.auditor) sides.push('auditor');
  if (leaf.consumer === asker.id) sides.push('consumer');
  if (leaf.provider !== undefined && subsystemOf(leaf.provider) === asker.id) sides.push('provider');
  return sides;
}
