import { api, unwrap, type TagView } from "@rapport/api";
import { Button, Dialog, EmptyState, Field, IconButton, Input, Notice } from "@rapport/ui";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Pencil, Plus, Tag, Trash2 } from "lucide-react";
import { useState, type FormEvent } from "react";
import { useI18n } from "@/i18n";
import { Confirm } from "@/shared/components/confirm";
import { LoadState, Page } from "@/shared/components/page";
import { TagDot } from "@/shared/components/tag";
import { tagsQuery } from "@/shared/lookups";
import { fieldProblem, problemText, toastProblem } from "@/shared/problems";
import { queryClient } from "@/shared/query-client";

const COLORS = ["#64748b", "#0e7490", "#2563eb", "#7c3aed", "#be185d", "#dc2626", "#ea580c", "#ca8a04", "#16a34a"];

const refresh = () => queryClient.invalidateQueries({ queryKey: tagsQuery.queryKey });

/** The tags of the organisation. */
export default function TagsPage() {
  const i18n = useI18n();
  const { t } = i18n;
  const query = useQuery(tagsQuery);
  const [editing, setEditing] = useState<TagView | "new">();
  const [removing, setRemoving] = useState<TagView>();
  const remove = useMutation({
    mutationFn: (id: number) => unwrap(api.DELETE("/api/v1/tags/{id}", { params: { path: { id } } })),
    onSuccess: () => {
      setRemoving(undefined);
      void queryClient.invalidateQueries({ queryKey: ["conversations"] });
      return refresh();
    },
    onError: (error) => toastProblem(i18n, error),
  });
  const add = (
    <Button variant="primary" icon={<Plus size={15} aria-hidden />} onClick={() => setEditing("new")}>
      {t("tags.add")}
    </Button>
  );
  const tags = [...(query.data ?? [])].sort((a, b) => a.name.localeCompare(b.name));
  return (
    <Page title={t("tags.title")} about={t("tags.about")} actions={add}>
      <LoadState query={query} />
      {query.isSuccess && tags.length === 0 && (
        <EmptyState icon={<Tag aria-hidden />} title={t("tags.none")}>
          {t("tags.begin")}
        </EmptyState>
      )}
      {tags.length > 0 && (
        <ul className="divide-y divide-line rounded border border-line">
          {tags.map((tag) => (
            <li key={tag.id} className="flex h-11 items-center gap-3 pr-2 pl-4">
              <TagDot color={tag.color} />
              <span className="min-w-0 flex-1 truncate">{tag.name}</span>
              <IconButton label={t("tags.edit", { name: tag.name })} size="sm" onClick={() => setEditing(tag)}>
                <Pencil size={14} aria-hidden />
              </IconButton>
              <IconButton label={t("tags.delete", { name: tag.name })} size="sm" onClick={() => setRemoving(tag)}>
                <Trash2 size={14} aria-hidden />
              </IconButton>
            </li>
          ))}
        </ul>
      )}
      {editing !== undefined && (
        <TagDialog tag={editing === "new" ? undefined : editing} onClose={() => setEditing(undefined)} />
      )}
      {removing && (
        <Confirm
          title={t("tags.delete", { name: removing.name })}
          action={t("action.delete")}
          busy={remove.isPending}
          onConfirm={() => remove.mutate(removing.id)}
          onClose={() => setRemoving(undefined)}
        >
          {t("tags.deleteText")}
        </Confirm>
      )}
    </Page>
  );
}

function TagDialog({ tag, onClose }: { tag: TagView | undefined; onClose: () => void }) {
  const i18n = useI18n();
  const { t } = i18n;
  const [name, setName] = useState(tag?.name ?? "");
  const [color, setColor] = useState(tag?.color ?? "#0e7490");
  const save = useMutation({
    mutationFn: () => {
      const body = { name: name.trim(), color };
      return tag
        ? unwrap(api.PUT("/api/v1/tags/{id}", { params: { path: { id: tag.id } }, body }))
        : unwrap(api.POST("/api/v1/tags", { body }));
    },
    onSuccess: () => {
      onClose();
      return refresh();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== "") save.mutate();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={tag ? t("tags.edit", { name: tag.name }) : t("tags.add")}
      closeLabel={t("action.close")}
      footer={
        <>
          <Button onClick={onClose}>{t("action.cancel")}</Button>
          <Button
            variant="primary"
            type="submit"
            form="tag-form"
            disabled={name.trim() === ""}
            loading={save.isPending}
          >
            {t("action.save")}
          </Button>
        </>
      }
    >
      <form id="tag-form" onSubmit={submit} className="flex flex-col gap-4 pb-4">
        {save.isError && <Notice tone="danger">{problemText(i18n, save.error)}</Notice>}
        <Field label={t("inbox.name")} error={fieldProblem(i18n, save.error, "name")}>
          <Input maxLength={60} value={name} onChange={(event) => setName(event.target.value)} />
        </Field>
        <fieldset>
          <legend className="mb-1 text-sm font-medium">{t("tags.color")}</legend>
          <div className="flex flex-wrap gap-1.5">
            {[...new Set([...COLORS, color])].map((option) => (
              <label
                key={option}
                className="relative inline-flex size-8 items-center justify-center rounded has-checked:bg-active has-focus-visible:outline-2 has-focus-visible:outline-accent"
              >
                <input
                  type="radio"
                  name="color"
                  value={option}
                  checked={color === option}
                  onChange={() => setColor(option)}
                  aria-label={option}
                  className="sr-only"
                />
                <span className="size-4 rounded-full" style={{ background: option }} />
              </label>
            ))}
          </div>
        </fieldset>
      </form>
    </Dialog>
  );
}
