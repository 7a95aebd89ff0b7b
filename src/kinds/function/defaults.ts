/** What Lambda gives a function that is made without saying more. Source: Lambda API reference. */
export const lambdaDefaults = {
  description: "",
  timeoutSeconds: 3,
  memoryMb: 128,
  ephemeralStorageMb: 512,
  architecture: "x86_64",
  tracing: "PassThrough",
  logFormat: "Text",
} as const;
