import { defineConfig } from "@playwright/test";
import stories from "./playwright.config.js";

/** The pictures of docs/TOUR.md: taken by a command, so that they show the product as it is. */
export default defineConfig(stories, {
  testDir: "tour",
  workers: 1,
  reporter: [["list"]],
});
