export {
  authorityOf,
  type CertificateAuthority,
  type CertificateWish,
  createAuthority,
  type MadeCertificate,
  selfSigned,
  type ServerWish,
} from './certificates.ts';
