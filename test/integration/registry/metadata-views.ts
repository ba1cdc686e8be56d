import type { SandboxBus } from '../sandbox/sandbox-bus.ts';
import { OPEN_CONSUMER } from '../sandbox/sandbox-bus.ts';

const INSTANCE = 'ID-LA';

/** A member, or one of its subsystems, as any of the lists tells of it. */
export interface Party {
  readonly id: string;
  readonly name: string;
  readonly subsystemName?: string;
}

/** A service as one of the lists tells of it. */
export interface Told {
  readonly id: string;
  readonly type: string;
  /** `METHOD path` of each operation. */
  readonly endpoints: readonly string[];
}

interface XRoadId {
  readonly xroad_instance: string;
  readonly member_class: string;
  readonly member_code: string;
  readonly subsystem_code?: string;
}

interface XRoadService extends XRoadId {
  readonly service_code: string;
  readonly service_type: string;
  readonly endpoint_list: readonly { readonly method: string; readonly path: string }[];
}

const byId = (a: { readonly id: string }, b: { readonly id: string }): number => (a.id < b.id ? -1 : 1);

/** X-Road's `listClients` as JSON. */
export async function clientsInJson(bus: SandboxBus): Promise<Party[]> {
  const { text } = await bus.raw('/listClients', { headers: { accept: 'application/json' } });
  const { member } = JSON.parse(text) as { member: { id: XRoadId; name: string; subsystem_name?: string }[] };
  return member
    .map(({ id, name, subsystem_name: subsystemName }) => ({
      id: [id.xroad_instance, id.member_class, id.member_code, id.subsystem_code].filter(Boolean).join('/'),
      name,
      ...(subsystemName !== undefined && { subsystemName }),
    }))
    .toSorted(byId);
}

/** The same as XML. */
export async function clientsInXml(bus: SandboxBus): Promise<Party[]> {
  const { text } = await bus.raw('/listClients', { headers: { accept: 'text/xml' } });
  return [...text.matchAll(/<xrd:member>(.*?)<\/xrd:member>/gs)]
    .map(([, member = '']) => {
      const parts = ['id:xRoadInstance', 'id:memberClass', 'id:memberCode', 'id:subsystemCode'];
      const subsystemName = element(member, 'xrd:subsystemName');
      return {
        id: parts.flatMap((part) => element(member, part) ?? []).join('/'),
        name: element(member, 'xrd:name') ?? '',
        ...(subsystemName !== undefined && { subsystemName }),
      };
    })
    .toSorted(byId);
}

function element(xml: string, name: string): string | undefined {
  return new RegExp(`<${name}>(.*?)</${name}>`, 's')
    .exec(xml)?.[1]
    ?.replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

interface Entry {
  readonly id: string;
  readonly name: { readonly id: string };
  readonly type?: string;
}

/** All of a list of `/registry/v1`. */
export async function listed<T = Entry>(bus: SandboxBus, path: string): Promise<T[]> {
  const found: T[] = [];
  let cursor: string | undefined;
  do {
    const query = new URLSearchParams({ limit: '37', ...(cursor !== undefined && { cursor }) }).toString();
    const { text } = await bus.api('integrator', `/registry/v1/${path}${path.includes('?') ? '&' : '?'}${query}`);
    const page = JSON.parse(text) as { items: T[]; next?: string };
    found.push(...page.items);
    cursor = page.next;
  } while (cursor !== undefined);
  return found;
}

/** Members and subsystems as the registry lists them. */
export async function registered(bus: SandboxBus): Promise<Party[]> {
  const members = await listed(bus, 'members');
  const names = new Map(members.map(({ id, name }) => [id, name.id]));
  const subsystems = (await listed(bus, 'subsystems')).map(({ id, name }) => ({
    id,
    name: names.get(id.slice(0, id.lastIndexOf('/'))) ?? '',
    subsystemName: name.id,
  }));
  return [...members.map(({ id, name }) => ({ id, name: name.id })), ...subsystems].toSorted(byId);
}

/** `listMethods` or `allowedMethods` of every subsystem, as a consumer (by its short id) hears it. */
export async function methodsOf(
  bus: SandboxBus,
  what: 'listMethods' | 'allowedMethods',
  { consumer, subsystems }: { readonly consumer: string; readonly subsystems: readonly string[] },
): Promise<Told[]> {
  const found: Told[] = [];
  for (const subsystem of subsystems) {
    const local = subsystem.slice(INSTANCE.length + 1);
    const { text } =
      consumer === OPEN_CONSUMER ? await bus.openCall(local, `/${what}`) : await bus.call(consumer, local, `/${what}`);
    found.push(...(JSON.parse(text) as { service: XRoadService[] }).service.map(toTold));
  }
  return found.toSorted(byId);
}

function toTold(service: XRoadService): Told {
  const { xroad_instance: instance, member_class: memberClass, member_code: member } = service;
  return {
    id: [instance, memberClass, member, service.subsystem_code, service.service_code].join('/'),
    type: service.service_type,
    endpoints: service.endpoint_list.map(({ method, path }) => `${method} ${path}`).toSorted(),
  };
}

/** A service of the catalogue: its id, version and whether it has a contract. */
export interface Offered {
  readonly id: string;
  readonly version: string;
  readonly hasContract: boolean;
}

interface DcatPage {
  readonly 'dcat:service': readonly {
    readonly 'dct:identifier': string;
    readonly 'dcat:version': string;
    readonly 'dcat:endpointDescription'?: object;
  }[];
  readonly 'hydra:view': { readonly 'hydra:next'?: { readonly '@id': string } };
}

/** The catalogue as DCAT, read as a harvester does: page after page. */
export async function offered(bus: SandboxBus): Promise<Offered[]> {
  const found: Offered[] = [];
  for (let target: string | undefined = '/registry/v1/catalog?limit=2'; target !== undefined;) {
    const page = JSON.parse((await bus.raw(target)).text) as DcatPage;
    for (const service of page['dcat:service']) {
      const hasContract = service['dcat:endpointDescription'] !== undefined;
      found.push({ id: service['dct:identifier'], version: service['dcat:version'], hasContract });
    }
    const next = page['hydra:view']['hydra:next'];
    target = next?.['@id'].slice(bus.url.length);
  }
  return found.toSorted(byId);
}

/** Ids of the services in RFC 9727's catalogue of APIs, and which of them have a contract. */
export async function anchored(bus: SandboxBus): Promise<Pick<Offered, 'id' | 'hasContract'>[]> {
  const { text } = await bus.raw('/.well-known/api-catalog');
  const { linkset } = JSON.parse(text) as { linkset: { anchor: string; 'service-desc'?: object[] }[] };
  const road = `${bus.url}/r1/`;
  return linkset
    .filter(({ anchor }) => anchor.startsWith(road))
    .map((link) => ({ id: link.anchor.slice(road.length), hasContract: link['service-desc'] !== undefined }))
    .toSorted(byId);
}

/** Contract of a service: by `getOpenAPI` and by the registry. */
export async function contractsOf(bus: SandboxBus, id: string): Promise<{ road: string; registry: string }> {
  const parts = id.split('/').slice(1);
  const road = await bus.openCall(parts.slice(0, 3).join('/'), `/getOpenAPI?serviceCode=${parts[3]}`);
  const registry = await bus.api('integrator', `/registry/v1/services/${parts.join('/')}/contract`);
  return { road: road.text, registry: registry.text };
}

/** What a contract in block style says: its version, and `METHOD path` of each operation. */
export function contractSays(text: string): { version: string | undefined; endpoints: string[] } {
  const endpoints: string[] = [];
  let path = '';
  for (const line of (/^paths:\n((?: .*\n|\n)*)/m.exec(text)?.[1] ?? '').split('\n')) {
    path = /^ {2}(\/\S*):$/.exec(line)?.[1] ?? path;
    const method = /^ {4}(get|put|post|delete|options|head|patch|trace):$/.exec(line)?.[1];
    if (method !== undefined) endpoints.push(`${method.toUpperCase()} ${path}`);
  }
  const version = /^ {2}version: (\S+)$/m.exec(text)?.[1]?.replaceAll(/["']/g, '');
  return { version, endpoints: endpoints.toSorted() };
}
