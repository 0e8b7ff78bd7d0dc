import { defineConfig } from "vite";
import { closeInAllLanguages } from "./build/close-words.ts";

/** The loader: one classic script without imports, so that it can be embedded by one line. */
export default defineConfig({
  resolve: { alias: { "@": new URL("./src", import.meta.url).pathname } },
  define: { __CLOSE__: closeInAllLanguages() },
  build: {
    target: "es2022",
    emptyOutDir: false,
    lib: { entry: "src/loader/main.ts", formats: ["iife"], name: "rapportLoader", fileName: () => "loader.js" },
  },
});
