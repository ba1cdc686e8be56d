import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { file, type PageAnswer } from '../http/page-answer.ts';

/** Addresses of the files that pages load. */
export interface Assets {
  readonly style: string;
  readonly script: string;
  readonly icon: string;
}

export interface StaticFiles {
  readonly assets: Assets;
  readonly find: (path: string) => PageAnswer | undefined;
}

/** Reads the files once; each is found at an address that holds its digest. */
export function loadStaticFiles(): StaticFiles {
  const found = new Map<string, PageAnswer>();
  const load = (name: string, type: string): string => {
    const content = readFileSync(new URL(name, import.meta.url), 'utf8');
    const digest = createHash('sha256').update(content).digest('base64url').slice(0, 12);
    const path = `/people/files/${name.replace('.', `-${digest}.`)}`;
    found.set(path, file(content, `${type}; charset=utf-8`));
    return path;
  };
  const assets = {
    style: load('people.css', 'text/css'),
    script: load('passkeys.js', 'text/javascript'),
    icon: load('mark.svg', 'image/svg+xml'),
  };
  return { assets, find: (path) => found.get(path) };
}
