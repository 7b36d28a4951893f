// SPDX-License-Identifier: MIT
// A Chromium for the tests: no network, no sandbox (the tests may run as root in a container).
import { spawnSync } from "node:child_process";
import { chromium } from "playwright-core";

export async function withBrowser(work) {
  const browser = await chromium.launch({
    executablePath: process.env.VIGIL_CHROMIUM,
    timeout: 120000,
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-sync",
           "--disable-background-networking", "--disable-component-update", "--no-first-run"],
  });
  try {
    await work(browser);
  } finally {
    await browser.close();
  }
}

/// Runs vigil; its exit code must be `code`. Returns what it printed to stdout.
export function run(vigil, args, code) {
  const result = spawnSync(vigil, args, { encoding: "utf8", maxBuffer: 1 << 28, timeout: 60000 });
  if (result.status !== code) {
    throw new Error(`vigil ${args.join(" ")}: exit ${result.status}, expected ${code}\n${result.stderr}`);
  }
  return result.stdout;
}
