import { availableParallelism } from "node:os";
import { defineConfig } from "@playwright/test";

export default defineConfig({
  testDir: "stories",
  outputDir: "results/artifacts",
  // Each worker runs a product of its own, and waits for it more than a third of the time: one more than there are cores.
  workers: Math.min(availableParallelism() + 1, 6),
  fullyParallel: false,
  forbidOnly: Boolean(process.env["CI"]),
  // A story that needs a second try hides a race in the product.
  retries: 0,
  // Only what hangs shall reach these: a machine that builds at the same time takes many times as long as usual.
  timeout: 240_000,
  expect: {
    timeout: 45_000,
    // Another version of the browser smooths letters a little differently; a moved or recoloured part is far more than that.
    toHaveScreenshot: { maxDiffPixelRatio: 0.01, threshold: 0.25, animations: "disabled" },
  },
  snapshotPathTemplate: "pictures/{arg}{ext}",
  // `npx playwright test gallery --update-snapshots` after a change that was meant.
  updateSnapshots: "none",
  reporter: [["list"], ["json", { outputFile: "results/report.json" }]],
  use: {
    actionTimeout: 60_000,
    locale: "en-GB",
    timezoneId: "Europe/Bucharest",
    screenshot: "only-on-failure",
    // Each story is a new browser, and would fetch and keep all files of the application for the time without a network. The stories of
    // that time, and of pushes, allow it.
    serviceWorkers: "block",
    // Recording costs a third of the run, and is for whoever can look at it.
    trace: process.env["CI"] === undefined ? "retain-on-failure" : "off",
    launchOptions: {
      // The system's browser: nothing is downloaded.
      executablePath: process.env["RAPPORT_CHROMIUM"] ?? "/usr/bin/chromium",
      args: [
        // A container's root cannot use the sandbox; the pages are our own.
        "--no-sandbox",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
