/** A device that waits for a person's decision (RFC 8628). Times are seconds since the Unix epoch. */
export interface WaitingDevice {
  readonly userCode: string;
  readonly client: string;
  /** Address that the device asked from. */
  readonly source: string;
  readonly askedAt: number;
}

/** Devices that wait; false and undefined where none waits with this code. */
export interface WaitingDevices {
  find(asked: { readonly userCode: string; readonly personId: string }): Promise<WaitingDevice | undefined>;
  approve(userCode: string, by: { readonly personId: string; readonly sessionId: string }): Promise<boolean>;
  refuse(userCode: string, by: { readonly personId: string }): Promise<boolean>;
}

/** Clients that wait in the browser itself (RFC 6749, 4.1); undefined where none waits in this browser. */
export interface WaitingAuthorizations {
  find(
    uid: string,
    cookieHeader: string | undefined,
  ): Promise<{ readonly client: string; readonly redirectUri: string } | undefined>;
  /** @returns where the browser goes on */
  approve(
    uid: string,
    by: { readonly cookieHeader: string | undefined; readonly personId: string },
  ): Promise<string | undefined>;
  /** As `approve`. */
  refuse(uid: string, by: { readonly cookieHeader: string | undefined }): Promise<string | undefined>;
}
