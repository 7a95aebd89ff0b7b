import { defineConfig } from "vitest/config";

/** One project per test layer (CONTRIBUTING, "Test layers"); slower layers get longer limits, never sleeps. */
const layer = (name: string, include: string, testTimeout: number) => ({
  extends: true as const,
  test: { name, include: [include], testTimeout, hookTimeout: testTimeout },
});

export default defineConfig({
  test: {
    environment: "node",
    pool: "forks",
    // All cores: much of the time is spent waiting for processes and sockets. The default leaves one idle.
    maxWorkers: "100%",
    // What xflow sends in any test is compared with AWS's API models.
    globalSetup: ["test/support/requests/global-setup.ts"],
    setupFiles: ["test/support/requests/setup.ts", "test/support/property-seed.ts"],
    coverage: { provider: "v8", include: ["src/**/*.ts"], reporter: ["text-summary", "html"] },
    projects: [
      layer("unit", "test/unit/**/*.test.ts", 10_000),
      layer("property", "test/property/**/*.prop.test.ts", 120_000),
      layer("contract", "test/contract/**/*.contract.test.ts", 60_000),
      layer("integration", "test/integration/**/*.test.ts", 120_000),
      layer("e2e", "test/e2e/**/*.e2e.test.ts", 180_000),
      layer("conformance", "test/conformance/**/*.test.ts", 180_000),
    ],
  },
});
