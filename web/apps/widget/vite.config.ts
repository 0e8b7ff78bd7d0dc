import { defineConfig } from "vitest/config";
import { plainImports } from "./build/plain-imports.ts";
import { closeInAllLanguages } from "./build/close-words.ts";

const server = "http://127.0.0.1:8080";

/** The frame: everything after the first click. The loader has a build of its own, it must be one file. */
export default defineConfig({
  // The page stands at /chat/{site_key}, its files at /chat/assets/.
  base: "./",
  plugins: [plainImports()],
  resolve: { alias: { "@": new URL("./src", import.meta.url).pathname } },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  define: { __CLOSE__: closeInAllLanguages() },
  build: {
    manifest: true,
    target: "es2022",
    // The content security policy of the frame allows no data: scripts or styles.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: "frame.html" },
  },
  server: { proxy: { "/api": { target: server, ws: true }, "/chat": { target: server } } },
  test: {
    environment: "jsdom",
    environmentOptions: { jsdom: { url: "https://desk.example/chat/site_1" } },
    include: ["test/**/*.test.{ts,tsx}"],
    setupFiles: ["test/setup.ts"],
    // Hundreds of strings that want a script to run, in a document in memory, on a machine that does other things too.
    testTimeout: 30_000,
  },
});
