export { createStandIns, type SeenRequest, STAND_INS_PORT, type StandIns, type StandInsOptions } from './server.ts';
export { readRegionCodes, type District, type Regency, type RegionCodes } from './generator/region-codes.ts';
export { generateResidents, type Resident } from './generator/residents.ts';
