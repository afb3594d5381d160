export function packagesOf(metafile: { inputs: Record<string, unknown> }): string[];
export function thirdParty(root: string, folders: string[]): string;
