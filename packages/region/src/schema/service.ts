import {
  Closed,
  scalars,
  ServiceEntry as Common,
  VERSION_STATES,
  VersionEntry as CommonVersion,
} from '@simpul/contracts';
import Type, { type Static } from 'typebox';

const { Day, FilePath } = scalars;

/** A version of a service beside its own, as the region file writes it: with the file of its contract. */
export const VersionEntry = Closed({
  ...CommonVersion.properties,
  state: Type.Enum([...VERSION_STATES]),
  deprecatedAt: Type.Optional(Day),
  openapi: Type.Optional(FilePath),
});
export type VersionEntry = Static<typeof VersionEntry>;

/** A service as the region file writes it: with the file of its contract, and with its other versions. */
export const ServiceEntry = Closed({
  ...Common.properties,
  openapi: Type.Optional(FilePath),
  versions: Type.Optional(Type.Array(VersionEntry, { maxItems: 100 })),
});
export type ServiceEntry = Static<typeof ServiceEntry>;
