/** Token requests at once, for a client and for a source (design 04). */
const BURST = 100;
export const CLIENT_LIMIT = { perMinute: 600, burst: BURST, maxKeys: 20_000 };
export const SOURCE_LIMIT = { perMinute: 6000, burst: BURST, maxKeys: 50_000 };
/** Flows of people that one address may begin; a whole office may be behind it. */
export const FLOW_LIMIT = { perMinute: 60, burst: 30, maxKeys: 50_000 };
/** Forms of the pages at once, from one address: an office may stand behind one. */
export const FORM_LIMIT = { perMinute: 300, burst: 60, maxKeys: 50_000 };
