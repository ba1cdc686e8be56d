/** A signature to be made or checked. */
export interface SignatureJob {
  /** JSON of the JWK: private to sign, public to check. */
  readonly key: string;
  /** ASCII. */
  readonly data: string;
  /** Base64; absent: one is to be made. */
  readonly signature?: string;
}

/** Whether a signature holds, or the one that was made, in base64. */
export type SignatureResult = boolean | string;
