import { crc32 } from "node:zlib";

/** Computes a cyclic redundancy check, big-endian. */
export type Crc = (body: Uint8Array) => Buffer;

/** CRC-32 as in zip files. */
export function crc32Of(body: Uint8Array): Buffer {
  return bigEndian(crc32(body));
}

/** CRC-32C (Castagnoli), reflected. Rule: RFC 3720, appendix B.4. */
export function createCrc32c(): Crc {
  const table = Uint32Array.from({ length: 256 }, (_, index) => {
    let crc = index;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
    return crc;
  });
  return (body) => {
    let crc = 0xffffffff;
    for (const byte of body) crc = (crc >>> 8) ^ at(table, crc ^ byte);
    return bigEndian(~crc);
  };
}

/**
 * CRC-64/NVME, reflected, in two halves of 32 bits: BigInt is two orders of magnitude slower.
 * Rule: NVM Express command set 1.0d, §5.2.1.3.4; polynomial 0x9a6c9329ac4bc9b5.
 */
export function createCrc64Nvme(): Crc {
  const low = new Uint32Array(256);
  const high = new Uint32Array(256);
  for (let index = 0; index < 256; index += 1) {
    let [lo, hi] = [index, 0];
    for (let bit = 0; bit < 8; bit += 1) {
      const carry = lo & 1;
      lo = (lo >>> 1) | (hi << 31);
      hi >>>= 1;
      if (carry === 1) [lo, hi] = [lo ^ 0xac4bc9b5, hi ^ 0x9a6c9329];
    }
    low[index] = lo;
    high[index] = hi;
  }
  return (body) => {
    let lo = 0xffffffff;
    let hi = 0xffffffff;
    for (const byte of body) {
      const index = lo ^ byte;
      lo = ((lo >>> 8) | (hi << 24)) ^ at(low, index);
      hi = (hi >>> 8) ^ at(high, index);
    }
    return Buffer.concat([bigEndian(~hi), bigEndian(~lo)]);
  };
}

const at = (table: Uint32Array, index: number) => table[index & 0xff] ?? 0;

function bigEndian(crc: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc >>> 0);
  return bytes;
}
