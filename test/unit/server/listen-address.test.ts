import { describe, expect, it } from "vitest";
import { ListenAddressError, parseListenAddress } from "../../../src/server/listen-address.ts";

describe("listen address", () => {
  it.each([
    ["127.0.0.1:9464", { host: "127.0.0.1", port: 9464 }],
    ["localhost:0", { host: "localhost", port: 0 }],
    ["ops-1.example_net:65535", { host: "ops-1.example_net", port: 65_535 }],
    ["[::1]:9464", { host: "::1", port: 9464 }],
    [":9464", { port: 9464 }],
  ])("reads %s", (text, address) => {
    expect(parseListenAddress(text)).toEqual(address);
  });

  it.each([
    "",
    "9464",
    "localhost",
    "localhost:",
    "localhost:http",
    "localhost:65536",
    "::1:9464",
    "[]:1",
    "a b:1",
  ])("refuses %j, saying what it expects", (text) => {
    expect(() => parseListenAddress(text)).toThrow(ListenAddressError);
    expect(() => parseListenAddress(text)).toThrow(
      `${JSON.stringify(text)} is no address to listen on: expected`,
    );
  });
});
