import { exchangeDirectory, type Result } from '@simpul/contracts';
import { HTTP, SimpulError } from '@simpul/errors';
import type { FastifyInstance } from 'fastify';
import type { RouteDeps } from './route-deps.ts';

/** X-Road's `GET /listClients` (PR-META): XML unless `Accept` names JSON. */
export function listClientsRoute(app: FastifyInstance, { client }: RouteDeps): void {
  app.get<{ Querystring: { xRoadInstance?: string | string[] } }>('/listClients', async (request, reply) => {
    const { xRoadInstance: instance } = request.query;
    if (Array.isArray(instance))
      throw new SimpulError(HTTP.BAD_REQUEST, { params: { reason: 'xRoadInstance may appear only once' } });
    const directory = await client.call(exchangeDirectory, instance === undefined ? {} : { instance });
    if (request.headers.accept?.includes('application/json'))
      return reply.send({ member: directory.members.map(toJson) });
    return reply.type('text/xml; charset=utf-8').send(toXml(directory.members));
  });
}

type Listed = Result<typeof exchangeDirectory>['members'][number];

function partsOf({ id }: Listed) {
  const [instance = '', memberClass = '', member = '', subsystem = ''] = id.split('/');
  return { instance, memberClass, member, subsystem };
}

function toJson(listed: Listed) {
  const { instance, memberClass, member, subsystem } = partsOf(listed);
  return {
    id: {
      object_type: 'SUBSYSTEM',
      xroad_instance: instance,
      member_class: memberClass,
      member_code: member,
      subsystem_code: subsystem,
    },
    name: listed.memberName,
    subsystem_name: listed.subsystemName,
  };
}

/** The schema `http://x-road.eu/xsd/xroad.xsd`, as a security server answers. */
function toXml(members: readonly Listed[]): string {
  const items = members.map((listed) => {
    const { instance, memberClass, member, subsystem } = partsOf(listed);
    const id = [
      ['xRoadInstance', instance],
      ['memberClass', memberClass],
      ['memberCode', member],
      ['subsystemCode', subsystem],
    ].map(([name, value = '']) => `<id:${name}>${escape(value)}</id:${name}>`);
    return `<xrd:member><xrd:id id:objectType="SUBSYSTEM">${id.join('')}</xrd:id><xrd:name>${escape(listed.memberName)}</xrd:name><xrd:subsystemName>${escape(listed.subsystemName)}</xrd:subsystemName></xrd:member>`;
  });
  return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<xrd:clientList xmlns:id="http://x-road.eu/xsd/identifiers" xmlns:xrd="http://x-road.eu/xsd/xroad.xsd">${items.join('')}</xrd:clientList>`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
