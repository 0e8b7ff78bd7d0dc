import { api, unwrap, type ContactView } from "@rapport/api";
import { Avatar, IconButton, Picker } from "@rapport/ui";
import { useQueries, useQuery } from "@tanstack/react-query";
import { Plus, X } from "lucide-react";
import { useState } from "react";
import { useI18n } from "@/i18n";
import { useDebounced } from "@/shared/hooks/use-debounced";

const contact = (id: number) => ({
  queryKey: ["contacts", "one", id],
  queryFn: () => unwrap(api.GET("/api/v1/contacts/{id}", { params: { path: { id } } })) as Promise<ContactView>,
  staleTime: 60_000,
  retry: false,
});

/** Customers to choose by name or address. Those who are gone can still be taken off. */
export function ContactsField({ ids, onChange }: { ids: number[]; onChange: (ids: number[]) => void }) {
  const { t } = useI18n();
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState("");
  const q = useDebounced(typed.trim(), 150);
  const chosen = useQueries({ queries: ids.map(contact) });
  const found = useQuery({
    queryKey: ["contacts", "choose", q],
    queryFn: async ({ signal }) =>
      (await unwrap(api.GET("/api/v1/contacts", { params: { query: { q: q || undefined, limit: 8 } }, signal }))).items,
    enabled: open,
    staleTime: 15_000,
  });
  const options = (found.data ?? [])
    .filter(({ id }) => !ids.includes(id))
    .map(({ id, name, addresses }) => ({
      key: String(id),
      label: name,
      icon: <Avatar name={name} size="xs" />,
      aside: addresses[0]?.value,
    }));
  return (
    <div className="flex flex-wrap items-center gap-1.5">
      {ids.map((id, index) => {
        const name = chosen[index]?.data?.name ?? (chosen[index]?.isError === true ? t("views.goneOne", { id }) : "…");
        return (
          <span key={id} className="inline-flex h-7 max-w-full items-center gap-1 rounded bg-hover pl-2 text-sm">
            <span className="truncate">{name}</span>
            <IconButton
              size="sm"
              label={t("views.takeOff", { name })}
              onClick={() => onChange(ids.filter((other) => other !== id))}
            >
              <X size={13} aria-hidden />
            </IconButton>
          </span>
        );
      })}
      <Picker
        label={t("views.addContact")}
        options={options}
        selected={[]}
        open={open}
        onOpenChange={setOpen}
        onSearch={setTyped}
        onPick={(key) => onChange([...ids, Number(key)])}
        emptyLabel={t(found.isFetching ? "picker.searching" : "picker.nothing")}
        trigger={
          <button
            type="button"
            className="inline-flex h-7 items-center gap-1 rounded border border-line px-2 text-sm text-muted hover:bg-hover hover:text-text pointer-coarse:h-9"
          >
            <Plus size={13} aria-hidden />
            {t("views.addContact")}
          </button>
        }
      />
    </div>
  );
}
