import { exchangeDirectory, type Result } from '@simpul/contracts';
import type { FastifyInstance } from 'fastify';
import type { RouteDeps } from './route-deps.ts';

/** X-Road's `GET /listClients` (PR-META): members and their subsystems, as XML unless `Accept` names JSON. */
export function listClientsRoute(app: FastifyInstance, { client }: RouteDeps): void {
  app.get<{ Querystring: { xRoadInstance?: string | string[] } }>('/listClients', async (request, reply) => {
    const { xRoadInstance } = request.query;
    // As a servlet reads parameters: the first counts, an empty one asks for this instance.
    const instance = Array.isArray(xRoadInstance) ? xRoadInstance[0] : xRoadInstance;
    const clients = clientsOf(await client.call(exchangeDirectory, instance ? { instance } : {}));
    if (request.headers.accept?.includes('application/json')) return reply.send({ member: clients.map(toJson) });
    return reply.type('text/xml; charset=utf-8').send(toXml(clients));
  });
}

/** A member, or one of its subsystems. */
interface Client {
  readonly id: string;
  readonly name: string;
  readonly subsystemName: string | undefined;
}

/** Each member is followed by its subsystems. */
function clientsOf({ agencies, members }: Result<typeof exchangeDirectory>): Client[] {
  const byMember = Map.groupBy(members, ({ id }) => id.slice(0, id.lastIndexOf('/')));
  return agencies.flatMap(({ id, name }) => [
    { id, name, subsystemName: undefined },
    ...(byMember.get(id) ?? []).map((subsystem) => ({
      id: subsystem.id,
      name,
      subsystemName: subsystem.subsystemName,
    })),
  ]);
}

function toJson({ id, name, subsystemName }: Client) {
  const [instance, memberClass, member, subsystem] = id.split('/');
  return {
    id: {
      object_type: subsystem === undefined ? 'MEMBER' : 'SUBSYSTEM',
      xroad_instance: instance,
      member_class: memberClass,
      member_code: member,
      subsystem_code: subsystem,
    },
    name,
    subsystem_name: subsystemName,
  };
}

const ID_ELEMENTS = ['xRoadInstance', 'memberClass', 'memberCode', 'subsystemCode'];

/** The schema `http://x-road.eu/xsd/xroad.xsd`, as a security server answers. */
function toXml(clients: readonly Client[]): string {
  const items = clients.map(({ id, name, subsystemName }) => {
    const parts = id.split('/').map((part, i) => `<id:${ID_ELEMENTS[i]}>${escape(part)}</id:${ID_ELEMENTS[i]}>`);
    const type = parts.length < ID_ELEMENTS.length ? 'MEMBER' : 'SUBSYSTEM';
    const second = subsystemName === undefined ? '' : `<xrd:subsystemName>${escape(subsystemName)}</xrd:subsystemName>`;
    return `<xrd:member><xrd:id id:objectType="${type}">${parts.join('')}</xrd:id><xrd:name>${escape(name)}</xrd:name>${second}</xrd:member>`;
  });
  return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<xrd:clientList xmlns:id="http://x-road.eu/xsd/identifiers" xmlns:xrd="http://x-road.eu/xsd/xroad.xsd">${items.join('')}</xrd:clientList>`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
