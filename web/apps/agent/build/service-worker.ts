/** Makes `/sw.js`: a program of its own, in one file, that knows the files of the version it belongs to. */
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { build, type Plugin, type ResolvedConfig } from "vite";

/** Not needed to open the application: for those who build it, and what browsers fetch on their own. */
const LEFT_OUT = /^\/(?:\.vite\/|sw\.js|icons\/|assets\/(?:gallery-page|pdf))/u;

interface Entry {
  url: string;
  revision: string | null;
}

/** Every file of the build with what tells its versions apart. */
async function entries(folder: string): Promise<Entry[]> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = names
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`.slice(folder.length).replaceAll("\\", "/"))
    .filter((url) => !LEFT_OUT.test(url))
    .sort();
  return Promise.all(
    files.map(async (url) => {
      const revision = createHash("sha256")
        .update(await readFile(join(folder, url)))
        .digest("hex");
      return { url, revision: url.startsWith("/assets/") ? null : revision.slice(0, 16) };
    }),
  );
}

export function serviceWorker(): Plugin {
  let config: ResolvedConfig;
  return {
    name: "rapport-service-worker",
    apply: "build",
    configResolved(resolved) {
      config = resolved;
    },
    async closeBundle() {
      const outDir = join(config.root, config.build.outDir);
      const precache = await entries(outDir);
      const source = join(config.root, "src/sw/sw.ts");
      const version = createHash("sha256").update(JSON.stringify(precache)).digest("hex").slice(0, 12);
      await build({
        configFile: false,
        root: config.root,
        logLevel: "warn",
        publicDir: false,
        define: { __PRECACHE__: JSON.stringify(precache), __VERSION__: JSON.stringify(version) },
        resolve: { alias: { "@": join(config.root, "src") } },
        build: {
          outDir,
          emptyOutDir: false,
          copyPublicDir: false,
          target: "es2022",
          lib: { entry: source, formats: ["iife"], name: "rapportServiceWorker", fileName: () => "sw.js" },
        },
      });
    },
  };
}
