export declare const modelledServices: Readonly<
  Record<string, { readonly model: string; readonly operations: readonly string[] }>
>;
export declare function botocoreFolder(venv: string): string;
export declare function modelTable(service: string, botocore: string): string;
