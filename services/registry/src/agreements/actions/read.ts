import type {
  AgreementFilter,
  AgreementStep,
  Params,
  registryAgreement,
  registryAgreements,
  Result,
} from '@simpul/contracts';
import { REGISTRY, SimpulError } from '@simpul/errors';
import { ID_PARTS } from '@simpul/region';
import type { Kept, Registry } from '../../store/snapshot.ts';
import { type AgreementFile, fileOf, viewOf, wholeView } from '../agreement-file.ts';
import type { AgreementDeps } from '../deps.ts';
import { awaitedStep } from '../domain/life.ts';
import { memberIdOf } from '../domain/owners.ts';
import { fullConsumer } from '../domain/write-text.ts';
import { pageOf } from '../../domain/page-of.ts';
import { circumstancesOf } from '../../domain/circumstances.ts';
import { fullIdOf } from '../../domain/full-id.ts';

type ReadDeps = Pick<AgreementDeps, 'store' | 'now'>;

/** One agreement with its history. */
export function createRead({ store }: ReadDeps) {
  return async ({ id }: Params<typeof registryAgreement>): Promise<Result<typeof registryAgreement>> => {
    const registry = await store.refresh();
    const kept = registry.entry('agreement', id);
    if (kept === undefined) throw new SimpulError(REGISTRY.UNKNOWN, { params: { kind: 'agreement', id } });
    return wholeView(kept, fileOf(registry, id));
  };
}

/** Agreements in the order of their ids. */
export function createList({ store, now }: ReadDeps) {
  return async (params: Params<typeof registryAgreements>): Promise<Result<typeof registryAgreements>> => {
    const registry = await store.refresh();
    const fits = filterOf(params.filter, circumstancesOf(registry, now()).settings.instance);
    const { items, next } = pageOf(registry.all('agreement'), params, (kept) => fits(kept, registry));
    return { items: items.map((kept) => viewOf(kept, fileOf(registry, kept.id))), ...(next !== undefined && { next }) };
  };
}

type Fits = (kept: Kept<'agreement'>, registry: Registry) => boolean;

function filterOf(
  { consumer, service, provider, status, purpose, template, awaits }: AgreementFilter,
  instance: string,
): Fits {
  const wanted = {
    consumer: consumer && fullConsumer(consumer, instance),
    service: service && fullIdOf(service, instance, ID_PARTS.service),
    provider: provider && fullIdOf(provider, instance, ID_PARTS.member),
  };
  const isSame = <T>(asked: T | undefined, value: T): boolean => asked === undefined || asked === value;
  return ({ id, value }, registry) =>
    isSame(wanted.consumer, value.consumer) &&
    isSame(wanted.service, value.service) &&
    isSame(wanted.provider, memberIdOf(value.service)) &&
    isSame(status, value.status) &&
    isSame(purpose, value.purpose.code) &&
    ((template === undefined && awaits === undefined) || fileFits(fileOf(registry, id), template, awaits));
}

function fileFits(file: AgreementFile, template?: string, awaits?: AgreementStep): boolean {
  if (template !== undefined && file.template !== template) return false;
  return awaits === undefined || (file.pending !== undefined && awaitedStep(file.pending) === awaits);
}
