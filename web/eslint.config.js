import js from "@eslint/js";
import jsxA11y from "eslint-plugin-jsx-a11y";
import reactHooks from "eslint-plugin-react-hooks";
import globals from "globals";
import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["**/dist/", "**/node_modules/", "packages/api/src/schema.ts"] },
  js.configs.recommended,
  tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: {
      globals: globals.browser,
      parserOptions: {
        project: ["apps/*/tsconfig.json", "packages/*/tsconfig.json"],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      // The router redirects by throwing what is no Error.
      "@typescript-eslint/only-throw-error": "off",
      eqeqeq: ["error", "always", { null: "ignore" }],
      "max-lines": ["warn", { max: 500, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ["**/*.tsx"],
    plugins: { "jsx-a11y": jsxA11y, "react-hooks": reactHooks },
    rules: {
      ...jsxA11y.flatConfigs.strict.rules,
      ...reactHooks.configs.recommended.rules,
      // About the React compiler, which is not used here.
      "react-hooks/incompatible-library": "off",
      // What scrolls must be reachable by keyboard.
      "jsx-a11y/no-noninteractive-tabindex": ["error", { roles: ["log", "region"], tags: ["pre"] }],
      // Our fields are tied to their labels by id, which this rule cannot see through.
      "jsx-a11y/label-has-associated-control": ["error", { assert: "either" }],
    },
  },
  {
    files: ["apps/agent/src/**/*.{ts,tsx}"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            {
              group: ["@/features/*/*"],
              message: "Import another feature by its index, or move what is shared to shared/.",
            },
            { group: ["radix-ui", "@radix-ui/*"], message: "Use the components of @rapport/ui." },
          ],
        },
      ],
    },
  },
  {
    files: ["apps/widget/**/*.tsx"],
    rules: {
      // Preact has them as HTML writes them, and no compiler.
      "react-hooks/immutability": "off",
      "react-hooks/refs": "off",
      "react-hooks/set-state-in-effect": "off",
      // What holds the messages is scrolled by keyboard, and dropped on by mouse beside the button that does the same.
      "jsx-a11y/no-noninteractive-element-interactions": "off",
    },
  },
  // The map of all addresses names every page.
  { files: ["apps/agent/src/app/router.tsx"], rules: { "no-restricted-imports": "off" } },
  { files: ["**/*.js"], extends: [tseslint.configs.disableTypeChecked] },
  {
    files: ["apps/agent/public/*.js"],
    languageOptions: { sourceType: "script" },
    rules: { "@typescript-eslint/no-unused-vars": "off", "no-var": "off" },
  },
);
