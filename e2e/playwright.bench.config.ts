import { defineConfig } from "@playwright/test";
import stories from "./playwright.config.js";

/** What `cargo xtask bench browser` measures. */
export default defineConfig(stories, {
  testDir: "bench",
  workers: 1,
  timeout: 600_000,
  reporter: [["list"]],
});
