import js from "@eslint/js";
import ts from "typescript-eslint";

export default ts.config(
  { ignores: ["results/", "node_modules/"] },
  js.configs.recommended,
  ...ts.configs.strictTypeChecked,
  { languageOptions: { parserOptions: { project: "./tsconfig.json", tsconfigRootDir: import.meta.dirname } } },
  { files: ["*.js"], ...ts.configs.disableTypeChecked },
);
