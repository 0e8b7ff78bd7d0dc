import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { serviceWorker } from "./build/service-worker.ts";

const server = "http://127.0.0.1:8080";

export default defineConfig({
  plugins: [react(), tailwindcss(), serviceWorker()],
  resolve: { alias: { "@": new URL("./src", import.meta.url).pathname } },
  build: {
    manifest: true,
    target: "es2022",
    // Fonts and images stay files: the content security policy allows no data: fonts.
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: {
        // A few files that everything needs, instead of one for every icon: they compress better together.
        codeSplitting: {
          groups: [
            {
              name: "framework",
              test: /node_modules[\\/](react|react-dom|scheduler|@tanstack[\\/](react-router|router-core|history|react-query|query-core|react-store|store))[\\/]/,
            },
            { name: "ui", test: /node_modules[\\/]lucide-react|packages[\\/]ui[\\/]src[\\/](?!overlay-radix|tabs)/ },
            {
              name: "shared",
              test: /src[\\/](shared|i18n)[\\/].*\.tsx?$|packages[\\/]api[\\/]|openapi-fetch/,
              minShareCount: 3,
            },
          ],
        },
      },
    },
  },
  server: { proxy: { "/api": { target: server, ws: true } } },
  test: {
    environment: "jsdom",
    // One document and one set of modules for all files of a worker: making them anew took three quarters of the time.
    isolate: false,
    include: ["test/**/*.test.{ts,tsx}"],
    setupFiles: ["test/setup.ts"],
    css: { include: [/tokens\.css/] },
  },
});
