import type { PageAnswer } from './page-answer.ts';
import type { OwnVisit, Visit } from './visit.ts';

type Handler<V> = (visit: V) => PageAnswer | Promise<PageAnswer>;

interface Handlers<V> {
  /** A segment `:name` stands for any one segment. */
  readonly path: string;
  readonly get?: Handler<V>;
  readonly post?: Handler<V>;
}

/** Pages at a path, and for whom they are: invited persons set up how they will sign in, and nothing else. */
export type Route =
  (Handlers<Visit> & { readonly for: 'everybody' }) | (Handlers<OwnVisit> & { readonly for: 'invited' | 'signed-in' });

export interface Found {
  readonly route: Route;
  /** What the segments `:name` stand for. */
  readonly segments: Readonly<Record<string, string>>;
}

/** Letters that ids and tokens have: nothing that would have to be decoded. */
const SEGMENT = '([A-Za-z0-9_~.-]{1,200})';

/** Finds routes by path; the first that matches. */
export function createRouteTable(routes: readonly Route[]): (path: string) => Found | undefined {
  const patterns = routes.map((route) => {
    const names = [...route.path.matchAll(/:(\w+)/g)].map(([, name = '']) => name);
    return { route, names, pattern: new RegExp(`^${route.path.replaceAll(/:\w+/g, SEGMENT)}$`) };
  });
  return (path) => {
    for (const { route, names, pattern } of patterns) {
      const match = pattern.exec(path);
      if (match === null) continue;
      return { route, segments: Object.fromEntries(names.map((name, i) => [name, match[i + 1] ?? ''])) };
    }
    return undefined;
  };
}

/** The methods that a route takes, as `Allow` names them. */
export function methodsOf({ get, post }: Route): string[] {
  return [...(get === undefined ? [] : ['GET', 'HEAD']), ...(post === undefined ? [] : ['POST'])];
}
