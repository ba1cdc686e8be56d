import { defineErrors } from '../define-errors.ts';

/** Calls between services. */
export const BUS = defineErrors('BUS', {
  CALLER_REFUSED: {
    status: 500,
    actor: 'operator',
    retryable: false,
    message: { en: '{caller} may not call {action}', id: '{caller} tidak boleh memanggil {action}' },
  },
  PARAMS_INVALID: {
    status: 500,
    actor: 'operator',
    retryable: false,
    message: {
      en: 'The params of {action} break its contract at {place}: {rule}',
      id: 'Parameter {action} melanggar kontrak di {place}: {rule}',
    },
  },
  TIMEOUT: {
    status: 503,
    actor: 'operator',
    retryable: true,
    message: { en: '{action} did not answer in time', id: '{action} tidak menjawab tepat waktu' },
  },
  UNAVAILABLE: {
    status: 503,
    actor: 'operator',
    retryable: true,
    message: { en: 'The service {service} is not running', id: 'Layanan {service} tidak berjalan' },
  },
  TOO_LARGE: {
    status: 500,
    actor: 'operator',
    retryable: false,
    message: {
      en: 'A message of {bytes} bytes is more than the bus carries: {limit}',
      id: 'Pesan {bytes} byte melebihi yang dapat dibawa bus: {limit}',
    },
  },
  NATS_REFUSED: {
    status: 503,
    actor: 'operator',
    retryable: false,
    message: { en: 'NATS refuses this process: {reason}', id: 'NATS menolak proses ini: {reason}' },
  },
  NATS_UNUSABLE: {
    status: 503,
    actor: 'operator',
    retryable: false,
    message: { en: 'NATS cannot be used: {reason}', id: 'NATS tidak dapat dipakai: {reason}' },
  },
  FAILED: {
    status: 500,
    actor: 'operator',
    retryable: false,
    message: { en: '{action} failed', id: '{action} gagal' },
  },
});
