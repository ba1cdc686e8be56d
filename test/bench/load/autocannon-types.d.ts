declare module 'autocannon' {
  /** What the bench uses of autocannon 9, which brings no types. */
  interface Request {
    readonly setupRequest: (request: { readonly headers: Readonly<Record<string, string>> }) => object;
  }
  interface Options {
    readonly url: string;
    readonly method: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
    readonly connections: number;
    /** Seconds. */
    readonly duration: number;
    /** Seconds. */
    readonly timeout: number;
    readonly requests?: readonly Request[];
    readonly tlsOptions?: { readonly cert: string; readonly key: string; readonly ca: string };
  }
  interface Result {
    readonly '2xx': number;
    readonly non2xx: number;
    readonly errors: number;
    readonly timeouts: number;
    /** Seconds. */
    readonly duration: number;
    /** Milliseconds. */
    readonly latency: { readonly p50: number; readonly p99: number };
  }
  export default function autocannon(options: Options): Promise<Result>;
}
