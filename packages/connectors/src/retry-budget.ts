import { RETRY_BURST, RETRY_RATIO } from './defaults.ts';

/** Tokens for retries: each request earns a tenth of one, so retries never add more than 10 % to a failing service's load. */
export interface RetryBudget {
  /** Counts a request. */
  earn(): void;
  /** Takes a whole token; false when there is none. */
  spend(): boolean;
}

export function createRetryBudget(): RetryBudget {
  let tokens = RETRY_BURST;
  return {
    earn() {
      tokens = Math.min(RETRY_BURST, tokens + RETRY_RATIO);
    },
    spend() {
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    },
  };
}
