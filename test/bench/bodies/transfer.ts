import { Agent, request } from 'undici';
import { BenchFailure } from '../bench-failure.ts';

export interface Transfer {
  /** Address below which `/isi` takes bodies and `/isi/N` gives them. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly direction: 'up' | 'down';
  readonly bytes: number;
  /** Bodies that are under way at once. */
  readonly atOnce: number;
}

/** Moves bodies for some seconds. @returns megabytes a second. @throws BenchFailure when one does not arrive whole */
export async function measure({ url, headers, direction, bytes, atOnce }: Transfer, seconds: number): Promise<number> {
  const dispatcher = new Agent({ connections: atOnce, pipelining: 1 });
  const body = direction === 'up' ? Buffer.alloc(bytes, 'x') : undefined;
  const path = direction === 'up' ? '/isi' : `/isi/${bytes}`;
  const start = performance.now();
  const end = start + seconds * 1000;
  let moved = 0;
  const move = async (): Promise<void> => {
    while (performance.now() < end) {
      const method = body === undefined ? 'GET' : 'POST';
      const answer = await request(url + path, { dispatcher, method, headers, body: body ?? null });
      let size = 0;
      for await (const chunk of answer.body as AsyncIterable<Buffer>) size += chunk.length;
      const whole = answer.statusCode === 200 && (body !== undefined || size === bytes);
      if (!whole) throw new BenchFailure(`${url}${path} answered ${answer.statusCode} with ${size} bytes`);
      moved += bytes;
    }
  };
  try {
    await Promise.all(Array.from({ length: atOnce }, move));
    return moved / 1e6 / ((performance.now() - start) / 1000);
  } finally {
    await dispatcher.destroy();
  }
}
