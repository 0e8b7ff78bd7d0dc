import { api, unwrap, type BrandView } from "@rapport/api";

/** What is to become of a brand's logo. */
export type LogoChange = File | "keep" | "remove";

/** Sends or removes the logo; answers the brand as it is then. */
export async function saveLogo(brand: BrandView, change: LogoChange): Promise<BrandView> {
  const params = { path: { id: brand.id } };
  if (change === "keep") return brand;
  if (change === "remove") return unwrap(api.DELETE("/api/v1/brands/{id}/logo", { params }));
  return unwrap(
    api.PUT("/api/v1/brands/{id}/logo", {
      params,
      // The document knows bytes only as a list of numbers; what leaves is the file itself.
      body: [],
      bodySerializer: () => change,
      headers: { "Content-Type": change.type || "application/octet-stream" },
    }),
  );
}
