import type { Plugin } from "vite";

/**
 * Vite fetches what an `import()` needs beside it, by a helper that weighs more than anything we load that way. Ours need
 * nothing, so the helper only calls.
 */
export function plainImports(): Plugin {
  return {
    name: "rapport-plain-imports",
    enforce: "pre",
    load: (id) => (id === "\0vite/preload-helper.js" ? "export const __vitePreload = (load) => load();" : undefined),
  };
}
