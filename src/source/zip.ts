import { crc32 } from "node:zlib";
import { deflateSync } from "fflate";

export interface ZipEntry {
  readonly name: string;
  readonly executable: boolean;
  readonly bytes: Uint8Array;
}

/** What both of an entry's headers say about it. */
interface Packed {
  readonly name: Uint8Array;
  readonly attributes: number;
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly sizeBytes: number;
  readonly data: Uint8Array;
  readonly offset: number;
}

/** 1980-01-01 00:00, the first moment a zip can name; as the two DOS fields, so no time zone enters. */
const dosTime = 0;
const dosDate = (1 << 5) | 1;
const unix = 3 << 8;
const version = 20;
const utf8Names = 1 << 11;

/**
 * A zip whose bytes depend on nothing but its entries: their order, names, exec bits and contents. Deflate is
 * fflate's own, so it is the same on every Node version.
 */
export function zip(entries: readonly ZipEntry[]): Uint8Array {
  const parts: Uint8Array[] = [];
  const packed: Packed[] = [];
  let offset = 0;
  for (const entry of entries) {
    const each = pack(entry, offset);
    const header = localHeader(each);
    packed.push(each);
    parts.push(header, each.name, each.data);
    offset += header.length + each.name.length + each.data.length;
  }
  const directory = packed.flatMap((each) => [centralHeader(each), each.name]);
  const directoryBytes = directory.reduce((sum, part) => sum + part.length, 0);
  return Buffer.concat([...parts, ...directory, endRecord(packed.length, directoryBytes, offset)]);
}

function pack(entry: ZipEntry, offset: number): Packed {
  const deflated = deflateSync(entry.bytes, { level: 9, mem: 8 });
  const worthwhile = deflated.length < entry.bytes.length;
  const name = Buffer.from(entry.name);
  const mode = 0o100_000 | (entry.executable ? 0o755 : 0o644);
  return {
    name,
    attributes: mode * 0x1_0000,
    flags: name.length === entry.name.length ? 0 : utf8Names,
    method: worthwhile ? 8 : 0,
    crc: crc32(entry.bytes),
    sizeBytes: entry.bytes.length,
    data: worthwhile ? deflated : entry.bytes,
    offset,
  };
}

function localHeader(packed: Packed): Buffer {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x0403_4b50, 0);
  writeCommon(header, packed, 4);
  return header;
}

function centralHeader(packed: Packed): Buffer {
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x0201_4b50, 0);
  header.writeUInt16LE(unix | version, 4);
  writeCommon(header, packed, 6);
  header.writeUInt32LE(packed.attributes, 38);
  header.writeUInt32LE(packed.offset, 42);
  return header;
}

/** The 26 bytes that local and central headers share (APPNOTE 4.3.7, 4.3.12). */
function writeCommon(header: Buffer, packed: Packed, at: number): void {
  header.writeUInt16LE(version, at);
  header.writeUInt16LE(packed.flags, at + 2);
  header.writeUInt16LE(packed.method, at + 4);
  header.writeUInt16LE(dosTime, at + 6);
  header.writeUInt16LE(dosDate, at + 8);
  header.writeUInt32LE(packed.crc, at + 10);
  header.writeUInt32LE(packed.data.length, at + 14);
  header.writeUInt32LE(packed.sizeBytes, at + 18);
  header.writeUInt16LE(packed.name.length, at + 22);
}

function endRecord(entries: number, directoryBytes: number, offset: number): Buffer {
  const record = Buffer.alloc(22);
  record.writeUInt32LE(0x0605_4b50, 0);
  record.writeUInt16LE(entries, 8);
  record.writeUInt16LE(entries, 10);
  record.writeUInt32LE(directoryBytes, 12);
  record.writeUInt32LE(offset, 16);
  return record;
}
