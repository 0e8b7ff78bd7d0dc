import type { BrandView } from "@rapport/api";

/** The logo, or the first letter on the brand's colour. */
export function BrandPicture({ brand }: { brand: Pick<BrandView, "name" | "color" | "logo_url"> }) {
  if (brand.logo_url) {
    return (
      <img
        src={brand.logo_url}
        alt=""
        className="size-10 shrink-0 rounded border border-line bg-white object-contain p-1"
      />
    );
  }
  return (
    <span
      aria-hidden
      className="flex size-10 shrink-0 items-center justify-center rounded text-lg font-semibold text-white"
      style={{ background: brand.color }}
    >
      {[...brand.name.trim()][0]?.toUpperCase() ?? ""}
    </span>
  );
}
