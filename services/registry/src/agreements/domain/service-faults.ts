import { type AgreementText, isInForce, majorOf, type Service, type Version } from '@simpul/contracts';
import type { Fault } from '@simpul/errors';
import type { Registry } from '../../store/snapshot.ts';
import type { Circumstances } from '../../domain/circumstances.ts';

/** Whether the service is there, with the version and the data that the text names. */
export function* serviceFaults(text: AgreementText, context: Circumstances): Iterable<Fault> {
  const service = context.registry.value('service', text.service);
  if (service === undefined) {
    yield { place: '/service', rule: 'exists', detail: `there is no service ${text.service}` };
    return;
  }
  yield* versionFaults(text, service, context);
  yield* dataFaults(text, service);
}

function* versionFaults({ major }: AgreementText, service: Service, context: Circumstances): Iterable<Fault> {
  if (major === undefined) return;
  const majors = usableMajors(service, context);
  if (majors.includes(major)) return;
  const has = majors.length === 0 ? 'none is published' : `it has ${majors.join(', ')}`;
  yield { place: '/major', rule: 'exists', detail: `the service has no version ${major} in force: ${has}` };
}

/** Whether the elements are the service's, and the class of personal data is. */
export function* dataFaults(
  { dataElements, personal }: Pick<AgreementText, 'dataElements' | 'personal'>,
  { data }: Service,
): Iterable<Fault> {
  const known = new Set(data?.elements);
  for (const [index, element] of dataElements.entries()) {
    const place = `/dataElements/${index}`;
    if (!known.has(element)) yield { place, rule: 'exists', detail: 'the service does not declare this element' };
    if (dataElements.indexOf(element) !== index) yield { place, rule: 'unique', detail: 'expected each element once' };
  }
  const declared = data?.personal ?? 'none';
  if (personal !== declared) {
    yield { place: '/personal', rule: 'equals', detail: `the service's class of personal data is ${declared}` };
  }
}

/** First numbers of the versions that an agreement can be for: published ones, and those that a sandbox tries out. */
export function usableMajors(service: Service, { registry, day, settings }: Circumstances): number[] {
  const usable = versionsOf(service, registry).filter(
    // An active one may begin on a later day.
    (version) =>
      isInForce(version, day) ||
      version.state === 'active' ||
      (settings.mode === 'sandbox' && version.state === 'sandbox'),
  );
  return [...new Set(usable.map(({ version }) => majorOf(version)))].toSorted((a, b) => a - b);
}

/** Versions of a service; the one that it has without any being registered. */
export function versionsOf(service: Pick<Service, 'id' | 'version'>, registry: Registry): Version[] {
  const found = registry.all('version').map(({ value }) => value);
  const own = found.filter((version) => version.service === service.id);
  return own.length > 0 ? own : [{ service: service.id, version: service.version, state: 'active' }];
}
