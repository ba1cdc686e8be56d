export { compareFindings, type Finding } from './finding.ts';
export { loadRegion, type Region } from './load-region.ts';
export { digestOfAgreement } from './normalise/agreements.ts';
export { RegionFileError } from './region-file-error.ts';
export { REGION_SCHEMA } from './schema/region.ts';
