import { realpath } from "node:fs/promises";
import type { DesiredSet } from "../api/desired-set.ts";
import type { Diagnostic } from "../api/diagnostic.ts";
import type { CodeSource } from "../api/resource.ts";
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
  /** What was loaded before: files that declared something stay ours when broken, and win conflicts. */
  readonly previous?: DesiredSet;
}

export interface Loaded {
  readonly set: DesiredSet;
  /** Files without an xflow document. */
  readonly ignored: readonly string[];
}

/** Loads revision after revision, parsing only the files that changed. */
export interface SourceLoader {
  /** @throws the file system's error when PATH cannot be read: the source is missing */
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
  const discovery = await discoverFiles(options.path);
  const named = await readAll(parser, discovery, options.previous);
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
  const revision = options.revision ?? contentRevision(files, kept, tracker);
  const { environments, resources, workflows } = expansion;
  const set = { revision, environments, resources, workflows, diagnostics: sortedOnce(diagnostics) };
  const ignored = files.filter(({ read: { standing } }) => standing === "ignored");
  return { set, ignored: ignored.map(({ read: { file } }) => file) };
}

async function readAll(
  parser: FileParser,
  discovery: Discovery,
  previous: DesiredSet | undefined,
): Promise<ReadFile[]> {
  const declaredBefore = new Set([...(previous?.resources.values() ?? [])].map(({ source }) => source.file));
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
  const previous = [...(options.previous?.resources ?? [])];
  const applied = new Map(previous.map(([key, { source }]) => [key, source.file]));
  return expand({
    manifests: files.flatMap(({ manifests }) => manifests),
    fromSeeds: new Set(files.flatMap(({ fromSeeds }) => fromSeeds)),
    seedRegions: files.flatMap(({ seedRegions }) => seedRegions),
    broken: files.flatMap(({ read }) => read.broken.map((each) => ({ file: read.file, ...each }))),
    nowMs: options.nowMs,
    codeOf: (declaration) => codes.get(declaration)?.code,
    trackerCode: (settings) => trackerCode(tracker, settings),
    appliedFrom: (key) => applied.get(key),
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
function contentRevision(
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
