import type { PolicyJson } from './policies-api.ts';

/** A policy written as JSON, or why it cannot be one. Its members are judged by the API, which names each that is wrong. */
export function parsePolicyText(
  text: string,
):
  | { readonly policy: PolicyJson; readonly problem?: undefined }
  | { readonly policy?: undefined; readonly problem: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { problem: `This is not JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
  if (typeof value !== 'object' || value === null || !('chains' in value) || !Array.isArray(value.chains)) {
    return { problem: 'A policy is an object with revision, approverQuorum, officerQuorum and a list of chains.' };
  }
  return { policy: value as PolicyJson };
}
