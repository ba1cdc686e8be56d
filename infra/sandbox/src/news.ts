/** What the program of the stand-ins tells the process that started it. */
export type StandInsNews = { readonly kind: 'ready'; readonly address: string } | { readonly kind: 'failed' };
