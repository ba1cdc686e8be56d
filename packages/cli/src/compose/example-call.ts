import type { Agreement, Contract, RegistryObject, Subsystem } from '@simpul/contracts';
import { readData } from '@simpul/openapi';

/** Values that a contract offers for its own parameters. */
interface OpenApiParameter {
  readonly name?: string;
  readonly in?: string;
  readonly required?: boolean;
  readonly example?: string | number;
  readonly schema?: { readonly example?: string | number };
  readonly $ref?: string;
}

interface OpenApi {
  readonly paths?: Record<string, { get?: { parameters?: OpenApiParameter[] }; parameters?: OpenApiParameter[] }>;
  readonly components?: { readonly parameters?: Record<string, OpenApiParameter> };
}

/** Agreements that are looked at: an example is not worth reading every contract of a large region. */
const MAX_TRIED = 50;
const PARAMETERS = '#/components/parameters/';

/**
 * One command that makes a real exchange in this region: the first agreement by name that lets a subsystem read
 * something whose contract gives an example of each path parameter. Undefined where there is none among the first.
 */
export function exampleCall(objects: readonly RegistryObject[], today: string): string | undefined {
  const contracts = new Map<string, Contract>();
  const subsystems = new Map<string, Subsystem>();
  const agreements: Agreement[] = [];
  for (const object of objects) {
    if (object.kind === 'contract') contracts.set(object.id, object.value);
    if (object.kind === 'subsystem') subsystems.set(object.id, object.value);
    if (object.kind === 'agreement') agreements.push(object.value);
  }
  const usable = agreements
    .filter(({ status, validFrom, validUntil }) => status === 'active' && validFrom <= today && today <= validUntil)
    .filter(({ consumer }) => subsystems.get(consumer)?.link === 'token')
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .slice(0, MAX_TRIED);
  for (const { service, consumer, endpoints } of usable) {
    const path = examplePath(contracts.get(service)?.text, endpoints);
    if (path !== undefined) return `npx simpul call ${service}${path} --as ${consumer.split('/').slice(1).join('/')}`;
  }
  return undefined;
}

function examplePath(text: string | undefined, endpoints: Agreement['endpoints']): string | undefined {
  if (text === undefined) return undefined;
  const read = readData(text);
  if ('faults' in read) return undefined;
  const { paths = {}, components } = read.data as OpenApi;
  const followed = (parameter: OpenApiParameter): OpenApiParameter =>
    (parameter.$ref === undefined ? undefined : components?.parameters?.[parameter.$ref.slice(PARAMETERS.length)]) ??
    parameter;
  for (const [template, item] of Object.entries(paths)) {
    if (item.get === undefined || !template.includes('{')) continue;
    const parameters = [...(item.parameters ?? []), ...(item.get.parameters ?? [])].map(followed);
    const required = parameters.some((parameter) => parameter.in !== 'path' && parameter.required === true);
    const path = template.replaceAll(/\{([^}]+)\}/g, (_, name: string) => {
      const parameter = parameters.find((candidate) => candidate.in === 'path' && candidate.name === name);
      const example = parameter?.example ?? parameter?.schema?.example;
      return example === undefined ? '\0' : encodeURIComponent(String(example));
    });
    if (!required && !path.includes('\0') && allows(endpoints, path)) return path;
  }
  return undefined;
}

function allows(endpoints: Agreement['endpoints'], path: string): boolean {
  if (endpoints === undefined) return true;
  return endpoints.some(({ method, path: pattern }) => {
    if (method !== 'GET' && method !== '*') return false;
    const parts = pattern.split('/');
    const given = path.split('/');
    return parts.length === given.length && parts.every((part, i) => part === '*' || part === given[i]);
  });
}
