import '../../src/commands/build-assets.ts';

/** Vitest asks for this once before a project begins; the files are there as soon as this module is. */
export function setup(): void {}
