/** A link that looks like a button, for actions that are a change of address. */
export function buttonLink(variant: "primary" | "secondary" = "secondary"): string {
  const look =
    variant === "primary"
      ? "border-transparent bg-accent-solid text-on-accent hover:bg-accent-solid-hover"
      : "border-line bg-surface text-text hover:bg-hover dark:bg-raised";
  return `inline-flex h-8 shrink-0 items-center justify-center gap-1.5 rounded border px-3 text-base font-medium whitespace-nowrap transition-colors pointer-coarse:min-h-9 ${look}`;
}
