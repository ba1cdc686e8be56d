import { decodeProtectedHeader } from 'jose';
import { Provider } from 'oidc-provider';

/** The `kid` that the client assertion of the request under way names; it is not verified. */
export function assertedKid(): string | undefined {
  const assertion = Provider.ctx?.oidc.params?.client_assertion;
  if (typeof assertion !== 'string') return undefined;
  try {
    const { kid } = decodeProtectedHeader(assertion);
    return typeof kid === 'string' ? kid : undefined;
  } catch {
    // The library says what is wrong with it.
    return undefined;
  }
}
