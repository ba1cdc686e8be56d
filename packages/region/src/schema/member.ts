import { Closed, MemberEntry as Member, SubsystemEntry as Subsystem } from '@simpul/contracts';
import Type, { type Static } from 'typebox';
import { ServiceEntry } from './service.ts';

/** A subsystem as the region file writes it: with its services. */
export const SubsystemEntry = Closed({
  ...Subsystem.properties,
  services: Type.Optional(Type.Array(ServiceEntry, { maxItems: 10_000 })),
});
export type SubsystemEntry = Static<typeof SubsystemEntry>;

/** A member as the region file writes it: with its subsystems. */
export const MemberEntry = Closed({
  ...Member.properties,
  subsystems: Type.Optional(Type.Array(SubsystemEntry, { maxItems: 10_000 })),
});
export type MemberEntry = Static<typeof MemberEntry>;
