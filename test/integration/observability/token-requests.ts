import { Agent, setGlobalDispatcher } from 'undici';

/** What token requests carried. */
export interface TokenRequests {
  /** Values of the form, but for the assertion. */
  readonly values: readonly string[];
  readonly assertions: readonly string[];
  readonly proofs: readonly string[];
}

/** Records the token requests of this process from now on. */
export function recordTokenRequests(): TokenRequests {
  const values: string[] = [];
  const assertions: string[] = [];
  const proofs: string[] = [];
  const agent = new Agent().compose((dispatch) => (options, handler) => {
    if (options.path === '/oauth2/token' && typeof options.body === 'string') {
      const { client_assertion: assertion = '', ...others } = Object.fromEntries(new URLSearchParams(options.body));
      assertions.push(assertion);
      values.push(...Object.values(others));
      proofs.push((options.headers as Record<string, string>)['dpop'] ?? '');
    }
    return dispatch(options, handler);
  });
  setGlobalDispatcher(agent);
  return { values, assertions, proofs };
}
