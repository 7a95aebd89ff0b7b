import { realpath } from "node:fs/promises";
import type { DesiredSet } from "../api/desired-set.ts";
import type { Diagnostic } from "../api/diagnostic.ts";
import type { CodeSource, ResourceKey } from "../api/resource.ts";
import type { SeedOverrides } from "../api/seed-flow.ts";
import { runChecks } from "../flow/checks.ts";
import { expand } from "../flow/expand.ts";
import { type Builtins, builtinEntries } from "./artifacts.ts";
import { type DeclaredFile, declareFile, outsideSources, readCodes } from "./declared-file.ts";
import { type Discovery, discoverFiles } from "./discover.ts";
import { environmentsBeside } from "./environments-beside.ts";
import { createFileHashes, type FileHashes } from "./file-hashes.ts";
import { createCodeReader, type FunctionCode } from "./function-code.ts";
import { mapConcurrently } from "./map-concurrently.ts";
import { createFileParser, type FileParser, type ReadFile } from "./read-files.ts";
import { builtinDigest, digestOfEntries, sha256 } from "./source-digest.ts";
import { findSourceTree } from "./source-tree.ts";

export interface LoadOptions {
  /** A file or a directory. */
  readonly path: string;
  /** What the file is called, when PATH is the file that a link of that name leads to. */
  readonly fileName?: string;
  /** More folders that sources may lie in. */
  readonly sourceRoots?: readonly string[];
  /** Whether absolute sources are allowed: only when PATH is one file, and not for a controller. */
  readonly absolutePaths?: boolean;
  readonly overrides?: SeedOverrides;
  /** Folders of the code that ships with xflow. */
  readonly builtins: Builtins;
  /** Epoch milliseconds; runtimes retire by date. */
  readonly nowMs: number;
  /** The git-sync hash; absent: a digest of the contents. */
  readonly revision?: string;
  /**
   * The file that each applied resource was declared in: such files stay ours when broken, and their
   * declarations win conflicts.
   */
  readonly applied?: ReadonlyMap<ResourceKey, string>;
}

export interface Loaded {
  readonly set: DesiredSet;
  /** Files without an xflow document. */
  readonly ignored: readonly string[];
  /** No file holds an xflow document, not even a broken one. */
  readonly isEmpty: boolean;
  /** SHA-256 (hex) of everything that decides what is desired; the revision where none is given. */
  readonly digest: string;
}

/** Loads revision after revision, parsing only the files that changed. */
export interface SourceLoader {
  /**
   * @throws the file system's error when PATH cannot be read (the source is missing), or when something that
   * was listed is gone before it is read (the source is being replaced)
   */
  load(options: LoadOptions): Promise<Loaded>;
}

export function createSourceLoader(): SourceLoader {
  const caches = { parser: createFileParser(), hashes: createFileHashes() };
  return {
    async load(options) {
      const loaded = await loadWith(caches, options);
      caches.parser.sweep();
      caches.hashes.sweep();
      return loaded;
    },
  };
}

/** Reads PATH once: everything it declares, and everything that is wrong with it. Never touches the network. */
export function loadDesiredSet(options: LoadOptions): Promise<Loaded> {
  return createSourceLoader().load(options);
}

/** What one load leaves for the next. */
interface Caches {
  readonly parser: FileParser;
  readonly hashes: FileHashes;
}

async function loadWith({ parser, hashes }: Caches, options: LoadOptions): Promise<Loaded> {
  const discovery = await discoverFiles(options.path, options.fileName);
  const named = await readAll(parser, discovery, options.applied ?? new Map());
  const read = [...named, ...(await environmentsBeside(parser, discovery))];
  const declared = read.map((file) => declareFile(file, options.overrides ?? {}));
  const reader = createCodeReader(await rootsOf(discovery, options), { hashes, nowMs: options.nowMs });
  const codes = await readCodes(declared, reader);
  const files = await outsideSources(declared, codes);
  const tracker = digestOfEntries(await builtinEntries(options.builtins.tracker));
  const expansion = expandFiles(files, codes, tracker, options);
  const kept = files.flatMap(({ manifests }) => manifests.flatMap((each) => codes.get(each) ?? []));
  const found = [
    ...unreadableFolders(discovery),
    ...files.flatMap((file) => file.diagnostics),
    ...kept.flatMap((code) => code.diagnostics),
    ...expansion.diagnostics,
  ];
  const manifests = files.flatMap((file) => file.manifests);
  const diagnostics = [...found, ...runChecks(expansion, manifests, found)];
  const digest = contentDigest(files, kept, tracker);
  const { environments, resources, workflows } = expansion;
  const revision = options.revision ?? digest;
  const set = { revision, environments, resources, workflows, diagnostics: sortedOnce(diagnostics) };
  const ignored = files.filter(({ read: { standing } }) => standing === "ignored");
  const isEmpty = named.every(({ standing }) => standing === "ignored");
  return { set, ignored: ignored.map(({ read: { file } }) => file), isEmpty, digest };
}

async function readAll(
  parser: FileParser,
  discovery: Discovery,
  applied: ReadonlyMap<ResourceKey, string>,
): Promise<ReadFile[]> {
  const declaredBefore = new Set(applied.values());
  const files = await mapConcurrently(discovery.files, (found) =>
    parser.read(found, discovery.single || declaredBefore.has(found.file)),
  );
  return files;
}

async function rootsOf(discovery: Discovery, options: LoadOptions) {
  const tree = (await findSourceTree(discovery.folder)) ?? discovery.folder;
  const roots = [tree, ...(options.sourceRoots ?? [])].map((root) => realpath(root));
  return { roots: await Promise.all(roots), absolutePaths: options.absolutePaths ?? false };
}

function expandFiles(
  files: readonly DeclaredFile[],
  codes: ReadonlyMap<unknown, FunctionCode>,
  tracker: string,
  options: LoadOptions,
) {
  return expand({
    manifests: files.flatMap(({ manifests }) => manifests),
    fromSeeds: new Set(files.flatMap(({ fromSeeds }) => fromSeeds)),
    seedRegions: files.flatMap(({ seedRegions }) => seedRegions),
    broken: files.flatMap(({ read }) => read.broken.map((each) => ({ file: read.file, ...each }))),
    nowMs: options.nowMs,
    codeOf: (declaration) => codes.get(declaration)?.code,
    trackerCode: (settings) => trackerCode(tracker, settings),
    appliedFrom: (key) => options.applied?.get(key),
  });
}

function trackerCode(folderDigest: string, settings: Readonly<Record<string, string>>): CodeSource {
  return { kind: "builtin", name: "tracker", settings, digest: builtinDigest(folderDigest, settings) };
}

function unreadableFolders(discovery: Discovery): Diagnostic[] {
  return discovery.unreadable.map(({ file, reason }) => ({
    severity: "error",
    code: "UnreadableFile",
    message: `the folder ${reason}`,
    file: file === "" ? "." : file,
    line: 1,
    column: 1,
  }));
}

/** Everything that decides what is desired, and nothing else: not the time, not the place. */
function contentDigest(
  files: readonly DeclaredFile[],
  codes: readonly FunctionCode[],
  tracker: string,
): string {
  const texts = files
    .filter(({ read }) => read.standing === "ours")
    .map(({ read }) => [read.file, read.digest]);
  const digests = codes.map(({ code }) => (code === undefined || code.kind === "s3" ? "" : code.digest));
  return sha256(JSON.stringify([texts, digests, tracker]));
}

/** By place, then code; the same finding is told once. */
function sortedOnce(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const byText = new Map(
    diagnostics.map((each) => [
      JSON.stringify([each.file, each.line, each.column, each.code, each.message]),
      each,
    ]),
  );
  return [...byText.values()].sort(
    (a, b) =>
      compare(a.file, b.file) ||
      a.line - b.line ||
      a.column - b.column ||
      compare(a.code, b.code) ||
      compare(a.message, b.message),
  );
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
