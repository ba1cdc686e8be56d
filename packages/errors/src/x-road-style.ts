/** How errors of `/r1` are named and numbered: as X-Road did up to 7.7, or as it does since 7.8. */
export const ERROR_STYLES = ['x7', 'x8'] as const;
export type ErrorStyle = (typeof ERROR_STYLES)[number];

/**
 * X-Road's error codes up to 7.7 and what 7.8 calls them (its enumeration `ErrorCode`). Most are the same words in snake
 * case; those that are not are why this is a table.
 */
export const X8_CODES: Readonly<Record<string, string>> = {
  AccessDenied: 'access_denied',
  BadRequest: 'bad_request',
  ClientProxyVersionNotSupported: 'client_proxy_version_not_supported',
  HSMNonOperational: 'hsm_non_operational',
  InconsistentResponse: 'inconsistent_response',
  InternalError: 'internal_error',
  InvalidClientIdentifier: 'invalid_client_identifier',
  InvalidRequest: 'invalid_request',
  InvalidSecurityServer: 'invalid_security_server',
  InvalidSignatureValue: 'invalid_signature_value',
  IOError: 'io_error',
  LoggingFailed: 'logging_failed',
  MaintenanceMode: 'maintenance_mode',
  MissingSignature: 'missing_signature',
  NetworkError: 'network_error',
  OutdatedGlobalConf: 'global_conf_outdated',
  ServiceDisabled: 'service_disabled',
  ServiceFailed: 'service_failed',
  ServiceMissingUrl: 'service_missing_url',
  ServiceType: 'service_type',
  SslAuthenticationFailed: 'ssl_authentication_failed',
  TimestampingFailed: 'timestamping_failed',
  UnknownHost: 'unknown_host',
  UnknownMember: 'unknown_member',
  UnknownService: 'unknown_service',
};

/** Statuses that say something of their own in either style (design 03), and that of a repeated idempotency key. */
const KEPT_IN_X8: ReadonlySet<number> = new Set([401, 409, 413, 422, 429, 503]);

/** What an error of style x7 is in a style: `Server.ServerProxy.AccessDenied` is `server.serverproxy.access_denied` in x8. */
export function inStyle(style: ErrorStyle, type: string, status: number): { type: string; status: number } {
  if (style === 'x7') return { type, status };
  const dot = type.lastIndexOf('.') + 1;
  const code = type.slice(dot);
  return {
    type: type.slice(0, dot).toLowerCase() + (X8_CODES[code] ?? code.toLowerCase()),
    status: KEPT_IN_X8.has(status) ? status : 500,
  };
}
