import { scalars } from '@simpul/contracts';
import type { Static } from 'typebox';

/** What is common to region files and the bodies of the registry's API: declared once, in `contracts`. */
export const {
  Code,
  MemberRef,
  SubsystemRef,
  ServiceRef,
  AgreementNumber,
  ConsumerRef,
  PartyRef,
  ServerRef,
  Day,
  HttpUrl,
  FilePath,
  Fingerprint,
  HeaderName,
  Size,
  LocalText,
  SecretRef,
  Egress,
} = scalars;
export type SecretRef = Static<typeof SecretRef>;
