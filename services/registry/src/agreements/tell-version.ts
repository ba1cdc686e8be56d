import { type Agreement, majorOf, type Text } from '@simpul/contracts';
import type { ContractChange } from '@simpul/openapi';
import type { Notices } from '../notices/notices.ts';
import type { Registry } from '../store/snapshot.ts';
import { textOf } from './plain-change.ts';
import { touches } from './domain/touched.ts';
import { about } from './tell.ts';

/** Changes that one notice names. */
const MAX_CHANGES = 100;

/** A version whose life changes. */
export interface VersionNews {
  readonly service: string;
  readonly version: string;
  /** Last day of the version that consumers use, where there is one. */
  readonly sunset?: string;
}

/**
 * The agreements, in force or asked for, that changes of a contract touch: those that let their consumer use an operation
 * that breaks.
 * @param changes - those that break; one that belongs to no operation touches every agreement
 */
export function touchedAgreements(
  registry: Registry,
  service: string,
  changes: readonly Pick<ContractChange, 'operations'>[],
): Agreement[] {
  return agreementsFor(registry, service).filter((agreement) =>
    changes.some(({ operations }) => touches(agreement, operations)),
  );
}

/** Tells the consumers whose agreements a new major version breaks. @returns ids of those agreements */
export async function tellBreaking(
  notify: Notices['notify'],
  registry: Registry,
  news: VersionNews & { readonly changes: readonly ContractChange[] },
): Promise<string[]> {
  const { service, version, sunset, changes } = news;
  const breaking = changes.filter(({ severity }) => severity !== 'compatible');
  const agreements = touchedAgreements(registry, service, breaking).filter(({ major }) => major !== majorOf(version));
  for (const agreement of agreements) {
    const own = breaking.filter(({ operations }) => touches(agreement, operations)).slice(0, MAX_CHANGES);
    const until = sunset === undefined ? NO_END : { id: `, sampai ${sunset}`, en: `, until ${sunset}` };
    await notify({
      ...about(textOf(agreement)),
      id: `breaking/${service}@${version}/${agreement.id}`,
      kind: 'contract-breaking',
      to: 'consumer',
      version,
      ...(sunset !== undefined && { day: sunset }),
      text: {
        id: `Versi ${version} layanan ${service} mengubah yang dipakai perjanjian ${agreement.id}; versi lama tetap menjawab${until.id}`,
        en: `Version ${version} of ${service} changes what agreement ${agreement.id} uses; the old one goes on answering${until.en ?? ''}`,
      },
      changes: own.map(({ rule, where, text }) => ({ rule, where: where.before ?? where.after ?? '', text })),
    });
  }
  return agreements.map(({ id }) => id);
}

/** Tells the consumers of a version's major that it was deprecated, with its last day, or retired. */
export async function tellVersion(
  notify: Notices['notify'],
  registry: Registry,
  news: VersionNews & { readonly kind: 'version-deprecated' | 'version-retired' },
): Promise<void> {
  const { service, version, sunset, kind } = news;
  const isOver = kind === 'version-retired';
  for (const agreement of agreementsFor(registry, service)) {
    if (agreement.major !== undefined && agreement.major !== majorOf(version)) continue;
    await notify({
      ...about(textOf(agreement)),
      id: `${kind}/${service}@${version}/${sunset ?? ''}/${agreement.id}`,
      kind,
      to: 'consumer',
      version,
      ...(sunset !== undefined && { day: sunset }),
      text: isOver
        ? {
            id: `Versi ${version} layanan ${service} tidak menjawab lagi`,
            en: `Version ${version} of ${service} no longer answers`,
          }
        : {
            id: `Versi ${version} layanan ${service} akan berhenti${sunset === undefined ? '' : ` setelah ${sunset}`}`,
            en: `Version ${version} of ${service} will end${sunset === undefined ? '' : ` after ${sunset}`}`,
          },
    });
  }
}

const NO_END: Text = { id: '', en: '' };

function agreementsFor(registry: Registry, service: string): Agreement[] {
  return registry
    .all('agreement')
    .map(({ value }) => value)
    .filter((value) => value.service === service && ['requested', 'active', 'suspended'].includes(value.status));
}
