import type { BrandView } from "@rapport/api";
import { Badge, Button } from "@rapport/ui";
import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useI18n } from "@/i18n";
import { LoadState, Page } from "@/shared/components/page";
import { brandsQuery, inboxesQuery } from "@/shared/lookups";
import { BrandDialog } from "./brand-dialog";
import { BrandPicture } from "./brand-picture";

/** The brands of the organisation. The first one is what the workspace itself wears. */
export default function BrandsPage() {
  const { t } = useI18n();
  const query = useQuery(brandsQuery);
  const [editing, setEditing] = useState<BrandView | "new">();
  const brands = query.data ?? [];
  const add = (
    <Button variant="primary" icon={<Plus size={15} aria-hidden />} onClick={() => setEditing("new")}>
      {t("brands.add")}
    </Button>
  );
  return (
    <Page title={t("brands.title")} about={t("brands.about")} actions={add}>
      <LoadState query={query} rows={2} />
      <ul className="grid gap-4 sm:grid-cols-2">
        {brands.map((brand, index) => (
          <BrandCard key={brand.id} brand={brand} first={index === 0} onEdit={() => setEditing(brand)} />
        ))}
      </ul>
      {editing !== undefined && (
        <BrandDialog
          brand={editing === "new" ? undefined : editing}
          first={editing !== "new" && editing.id === brands[0]?.id}
          onClose={() => setEditing(undefined)}
        />
      )}
    </Page>
  );
}

function BrandCard({ brand, first, onEdit }: { brand: BrandView; first: boolean; onEdit: () => void }) {
  const { t, list } = useI18n();
  const inboxes = (useQuery(inboxesQuery).data ?? []).filter((inbox) => inbox.brand_id === brand.id);
  return (
    <li className="flex min-w-0 flex-col overflow-hidden rounded-lg border border-line">
      <div className="h-1.5" style={{ background: brand.color }} />
      <div className="flex flex-1 flex-col gap-3 p-4">
        <div className="flex min-w-0 items-center gap-3">
          <BrandPicture brand={brand} />
          <div className="min-w-0 flex-1">
            <h2 className="truncate font-semibold" title={brand.name}>
              {brand.name}
            </h2>
            <p className="font-mono text-xs text-faint">{brand.color}</p>
          </div>
          {first && <Badge tone="accent">{t("brands.workspace")}</Badge>}
        </div>
        <p className="flex-1 text-sm break-words text-muted">
          {inboxes.length === 0
            ? t("brands.noInbox")
            : t("brands.inboxes", { names: list(inboxes.map((inbox) => inbox.name)) })}
        </p>
        <div>
          <Button size="sm" aria-label={t("brands.edit", { name: brand.name })} onClick={onEdit}>
            {t("action.edit")}
          </Button>
        </div>
      </div>
    </li>
  );
}
