import { api, unwrap, type AttributeView } from "@rapport/api";
import { Badge, Button, EmptyState, IconButton } from "@rapport/ui";
import { useMutation, useQuery } from "@tanstack/react-query";
import { ArrowDown, ArrowUp, ListChecks, Pencil, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useI18n } from "@/i18n";
import { ATTRIBUTE_SUBJECTS, attributesQuery, type AttributeKind, type AttributeSubject } from "@/shared/attributes";
import { Confirm } from "@/shared/components/confirm";
import { LoadState, Page } from "@/shared/components/page";
import { toastProblem } from "@/shared/problems";
import { queryClient } from "@/shared/query-client";
import { AttributeDialog } from "./attribute-dialog";

const refresh = () => queryClient.invalidateQueries({ queryKey: attributesQuery.queryKey });

/** What the organisation wants to know of contacts and conversations beyond what everybody does. */
export default function AttributesPage() {
  const i18n = useI18n();
  const { t } = i18n;
  const query = useQuery(attributesQuery);
  const [editing, setEditing] = useState<AttributeView | AttributeSubject>();
  const [removing, setRemoving] = useState<AttributeView>();
  const remove = useMutation({
    mutationFn: (id: number) => unwrap(api.DELETE("/api/v1/attributes/{id}", { params: { path: { id } } })),
    onSuccess: () => {
      setRemoving(undefined);
      void queryClient.invalidateQueries({ queryKey: ["contacts"] });
      return refresh();
    },
    onError: (error) => toastProblem(i18n, error),
  });
  return (
    <Page title={t("attributes.title")} about={t("attributes.about")}>
      <LoadState query={query} />
      {query.data &&
        ATTRIBUTE_SUBJECTS.map((subject) => (
          <Group
            key={subject}
            subject={subject}
            attributes={query.data.filter((each) => each.subject === subject)}
            onAdd={() => setEditing(subject)}
            onEdit={setEditing}
            onRemove={setRemoving}
          />
        ))}
      {editing !== undefined && (
        <AttributeDialog
          attribute={typeof editing === "string" ? undefined : editing}
          subject={typeof editing === "string" ? editing : (editing.subject as AttributeSubject)}
          onClose={() => setEditing(undefined)}
        />
      )}
      {removing && (
        <Confirm
          title={t("attributes.delete", { label: removing.label })}
          action={t("action.delete")}
          busy={remove.isPending}
          onConfirm={() => remove.mutate(removing.id)}
          onClose={() => setRemoving(undefined)}
        >
          {t("attributes.deleteText")}
        </Confirm>
      )}
    </Page>
  );
}

interface GroupProps {
  subject: AttributeSubject;
  attributes: AttributeView[];
  onAdd: () => void;
  onEdit: (attribute: AttributeView) => void;
  onRemove: (attribute: AttributeView) => void;
}

function Group({ subject, attributes, onAdd, onEdit, onRemove }: GroupProps) {
  const i18n = useI18n();
  const { t } = i18n;
  const move = useMutation({
    mutationFn: ({ id, position }: { id: number; position: number }) =>
      unwrap(api.PATCH("/api/v1/attributes/{id}", { params: { path: { id } }, body: { position } })),
    onSuccess: refresh,
    onError: (error) => toastProblem(i18n, error),
  });
  return (
    <section className="mb-8">
      <div className="mb-2 flex items-center justify-between gap-3">
        <h2 className="font-semibold">{t(`attributes.of.${subject}`)}</h2>
        <Button size="sm" icon={<Plus size={14} aria-hidden />} onClick={onAdd}>
          {t(`attributes.addTo.${subject}`)}
        </Button>
      </div>
      {attributes.length === 0 ? (
        <div className="rounded border border-dashed border-line">
          <EmptyState icon={<ListChecks aria-hidden />} title={t("attributes.none")}>
            {t(`attributes.begin.${subject}`)}
          </EmptyState>
        </div>
      ) : (
        <ul className="divide-y divide-line rounded border border-line">
          {attributes.map((attribute, index) => (
            <li key={attribute.id} className="flex min-h-12 items-center gap-3 py-1.5 pr-2 pl-4">
              <div className="min-w-0 flex-1">
                <p className="flex flex-wrap items-center gap-x-2">
                  <span className="font-medium break-words">{attribute.label}</span>
                  {attribute.required && <Badge>{t("attributes.required")}</Badge>}
                </p>
                <p className="truncate text-sm text-faint">
                  {t(`attributes.kind.${attribute.kind as AttributeKind}`)}
                  {attribute.choices.length > 0 && `: ${attribute.choices.join(", ")}`}
                  <span className="mx-1.5">·</span>
                  <code className="font-mono text-xs">{attribute.key}</code>
                </p>
              </div>
              <IconButton
                label={t("attributes.moveUp", { label: attribute.label })}
                size="sm"
                disabled={index === 0}
                onClick={() => move.mutate({ id: attribute.id, position: index })}
              >
                <ArrowUp size={14} aria-hidden />
              </IconButton>
              <IconButton
                label={t("attributes.moveDown", { label: attribute.label })}
                size="sm"
                disabled={index === attributes.length - 1}
                onClick={() => move.mutate({ id: attribute.id, position: index + 2 })}
              >
                <ArrowDown size={14} aria-hidden />
              </IconButton>
              <IconButton
                label={t("attributes.edit", { label: attribute.label })}
                size="sm"
                onClick={() => onEdit(attribute)}
              >
                <Pencil size={14} aria-hidden />
              </IconButton>
              <IconButton
                label={t("attributes.delete", { label: attribute.label })}
                size="sm"
                onClick={() => onRemove(attribute)}
              >
                <Trash2 size={14} aria-hidden />
              </IconButton>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
