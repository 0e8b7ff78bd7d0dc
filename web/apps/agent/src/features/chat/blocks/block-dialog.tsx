import { Button, Dialog, Field, Input, Notice, Select, showToast } from "@rapport/ui";
import { useMutation } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useI18n } from "@/i18n";
import { fieldProblem, problemText } from "@/shared/problems";
import { useSession } from "@/shared/session";
import { countryName } from "../country";
import { useSites } from "../data/use-live";
import { BLOCK_KINDS, BLOCK_SPANS, endsAt, suggested, type Blockable, type BlockKind, type BlockSpan } from "./block";
import { addBlock, refreshBlocks } from "./queries";

const SPANS = Object.keys(BLOCK_SPANS) as BlockSpan[];
const NOBODY: Blockable = { ip: "", country: "", inbox_id: 0 };
/** Fields of the request that have one of their own here. */
const FIELDS = ["kind", "value", "inbox_id", "reason", "expires_at"];

interface BlockDialogProps {
  /** Whom it is about, when one began with a visitor. */
  visitor?: Blockable | undefined;
  onClose: () => void;
}

function useBlockForm(visitor: Blockable | undefined) {
  const from = visitor ?? NOBODY;
  const begin: BlockKind = visitor && visitor.ip === "" ? "country" : "ip";
  const [kind, setKind] = useState<BlockKind>(begin);
  const [value, setValue] = useState(suggested(from, begin));
  const [chosen, setInbox] = useState<string>();
  const [reason, setReason] = useState("");
  const [span, setSpan] = useState<BlockSpan>("week");
  const sites = useSites();
  const everywhere = useSession().agent.all_inboxes;
  // Every site is for those who see every site.
  const site = visitor?.inbox_id ?? (everywhere ? undefined : sites[0]?.id);
  const inbox = chosen ?? (site === undefined ? "" : String(site));
  return {
    sites,
    everywhere,
    kind,
    value,
    inbox,
    reason,
    span,
    setValue,
    setInbox,
    setReason,
    setSpan,
    // What was written for an address is no country.
    choose: (next: BlockKind) => {
      setKind(next);
      setValue(suggested(from, next));
    },
    body: () => ({
      kind,
      value: value.trim(),
      reason: reason.trim(),
      inbox_id: inbox === "" ? null : Number(inbox),
      expires_at: endsAt(span, Date.now()),
    }),
  };
}

/** Keeps an address, a range or a country out of chat. What the server refuses stands at its field. */
export function BlockDialog({ visitor, onClose }: BlockDialogProps) {
  const i18n = useI18n();
  const { t } = i18n;
  const form = useBlockForm(visitor);
  const save = useMutation({
    mutationFn: () => addBlock(form.body()),
    onSuccess: ({ value }) => {
      onClose();
      showToast({ tone: "success", message: t("blocks.done", { value }) });
      return refreshBlocks();
    },
  });
  const problem = (field: string) => fieldProblem(i18n, save.error, field);
  const placed = FIELDS.some((field) => problem(field) !== undefined);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (form.value.trim() !== "") save.mutate();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("blocks.add")}
      description={t("blocks.dialogAbout")}
      closeLabel={t("action.close")}
      footer={
        <>
          <Button onClick={onClose}>{t("action.cancel")}</Button>
          <Button
            type="submit"
            form="block-form"
            variant="danger"
            disabled={form.value.trim() === ""}
            loading={save.isPending}
          >
            {t("blocks.submit")}
          </Button>
        </>
      }
    >
      <form id="block-form" noValidate onSubmit={submit} className="flex flex-col gap-4 pb-4">
        {save.isError && !placed && <Notice tone="danger">{problemText(i18n, save.error)}</Notice>}
        <BlockFields form={form} problem={problem} />
      </form>
    </Dialog>
  );
}

interface BlockFieldsProps {
  form: ReturnType<typeof useBlockForm>;
  problem: (field: string) => string | undefined;
}

function BlockFields({ form, problem }: BlockFieldsProps) {
  const { t, locale } = useI18n();
  const { kind, value, sites } = form;
  const country = kind === "country" && /^[a-z]{2}$/iu.test(value) ? countryName(locale, value.toUpperCase()) : "";
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t("blocks.kind")} error={problem("kind")}>
          <Select value={kind} onChange={({ target }) => form.choose(target.value as BlockKind)}>
            {BLOCK_KINDS.map((key) => (
              <option key={key} value={key}>
                {t(`blocks.kind.${key}`)}
              </option>
            ))}
          </Select>
        </Field>
        <Field
          label={t(`blocks.value.${kind}`)}
          hint={country || t(`blocks.hint.${kind}`)}
          error={problem("value")}
          required
        >
          <Input
            autoCapitalize="none"
            autoComplete="off"
            spellCheck={false}
            value={value}
            onChange={({ target }) => form.setValue(target.value)}
          />
        </Field>
        <Field label={t("blocks.where")} error={problem("inbox_id")}>
          <Select value={form.inbox} onChange={({ target }) => form.setInbox(target.value)}>
            {form.everywhere && <option value="">{t("blocks.everywhere")}</option>}
            {sites.map((site) => (
              <option key={site.id} value={site.id}>
                {site.name}
              </option>
            ))}
          </Select>
        </Field>
        <Field label={t("blocks.howLong")} error={problem("expires_at")}>
          <Select value={form.span} onChange={({ target }) => form.setSpan(target.value as BlockSpan)}>
            {SPANS.map((key) => (
              <option key={key} value={key}>
                {t(`blocks.for.${key}`)}
              </option>
            ))}
          </Select>
        </Field>
      </div>
      <Field label={t("blocks.reason")} hint={t("blocks.reasonHint")} error={problem("reason")}>
        <Input maxLength={500} value={form.reason} onChange={({ target }) => form.setReason(target.value)} />
      </Field>
    </>
  );
}
