/** @param executionId not empty @returns 1 to 512 characters that CloudWatch Logs accepts; injective */
export function logStreamName(executionId: string): string;
