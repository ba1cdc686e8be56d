import type { HttpClient } from './http-client.ts';

/** A bus that a command speaks to. */
export interface Bus {
  /** Where it is connected to. */
  readonly url: string;
  /** How it names itself: audience of tokens and proofs. No slash at the end. */
  readonly publicUrl: string;
  /** Data folder on this machine; absent where the bus is elsewhere. */
  readonly folder?: string;
  /** X-Road instance, where the data folder says it. */
  readonly instance?: string;
  readonly http: HttpClient;
}
