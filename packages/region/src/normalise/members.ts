import type { Member, MemberEntry, Service, ServiceEntry, Subsystem, SubsystemEntry } from '@simpul/contracts';
import { DEFAULTS } from '../defaults.ts';
import { parseSize } from '../sizes.ts';
import { normaliseConnector } from './connector.ts';

/** A member without what belongs to it. */
export function normaliseMember(entry: MemberEntry, id: string): Member {
  return {
    id,
    name: entry.name,
    ...(entry.region === undefined ? {} : { region: entry.region }),
    kind: entry.kind,
    ...(entry.egress === undefined ? {} : { egress: entry.egress }),
  };
}

/** A subsystem without its services. Fingerprints become 64 lower-case hex digits. */
export function normaliseSubsystem(entry: SubsystemEntry, id: string): Subsystem {
  return {
    id,
    name: entry.name,
    link: entry.link ?? DEFAULTS.link,
    status: entry.status ?? DEFAULTS.status,
    ...(entry.jwks === undefined ? {} : { jwks: entry.jwks }),
    ...(entry.jwksUri === undefined ? {} : { jwksUri: entry.jwksUri }),
    certificates: (entry.certificates ?? []).map((print) => print.replaceAll(':', '').toLowerCase()),
  };
}

/** A service; paths of files become absolute from `folder`. */
export function normaliseService(entry: ServiceEntry, id: string, folder: string): Service {
  const { data } = entry;
  return {
    id,
    name: entry.name,
    type: entry.type,
    version: entry.version,
    ...(entry.url === undefined ? {} : { url: entry.url }),
    maxBody: entry.maxBody === undefined ? DEFAULTS.maxBody : parseSize(entry.maxBody),
    encodedSlash: entry.encodedSlash ?? DEFAULTS.encodedSlash,
    connector: normaliseConnector(entry.connector, folder),
    timeoutMs: entry.timeoutMs ?? DEFAULTS.timeoutMs,
    status: entry.status ?? DEFAULTS.status,
    notice: entry.notice ?? DEFAULTS.notice,
    responses: entry.responses ?? DEFAULTS.responses,
    ...(data === undefined
      ? {}
      : {
          data: {
            classification: data.classification,
            personal: data.personal,
            elements: data.elements ?? [],
            subjects: data.subjects ?? [],
          },
        }),
  };
}
