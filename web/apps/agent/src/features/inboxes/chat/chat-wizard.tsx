import { api, unwrap, type InboxView } from "@rapport/api";
import { Button, Field, Input, Notice, Select } from "@rapport/ui";
import { useMutation, useQuery } from "@tanstack/react-query";
import { CircleCheck } from "lucide-react";
import { useState, type FormEvent } from "react";
import { useI18n } from "@/i18n";
import { brandsQuery, inboxesQuery } from "@/shared/lookups";
import { fieldProblem, problemText } from "@/shared/problems";
import { refreshInboxes } from "../queries";
import { EmbedCode } from "./install-tab";

export interface ChatWizardProps {
  onDone: (inbox: InboxView) => void;
  onBack: () => void;
}

/** From a name to a line of HTML: everything else begins with what suits most and is changed later. */
export default function ChatWizard({ onDone, onBack }: ChatWizardProps) {
  const i18n = useI18n();
  const { t } = i18n;
  const [name, setName] = useState("");
  const [tried, setTried] = useState(false);
  const [chosenMailbox, setMailbox] = useState<number>();
  const [brandId, setBrandId] = useState<number>();
  const brands = useQuery(brandsQuery).data ?? [];
  const mailboxes = (useQuery(inboxesQuery).data ?? []).filter((one) => one.capabilities.mail_intake);
  // Without a choice the first one: whoever leaves a chat should not lose their answer.
  const mailbox = chosenMailbox ?? mailboxes[0]?.id ?? 0;
  const create = useMutation({
    mutationFn: () =>
      unwrap(
        api.POST("/api/v1/inboxes", {
          body: { channel: "chat", name: name.trim(), brand_id: brandId ?? null, chat: { mail_inbox_id: mailbox } },
        }),
      ),
    onSuccess: () => refreshInboxes(),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (name.trim() !== "") create.mutate();
  };
  if (create.data) return <Finished inbox={create.data} onDone={() => onDone(create.data)} />;
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      {create.isError && <Notice tone="danger">{problemText(i18n, create.error)}</Notice>}
      <Field
        label={t("inbox.name")}
        hint={t("site.nameHint")}
        required
        error={tried && name.trim() === "" ? t("field.required") : fieldProblem(i18n, create.error, "name")}
      >
        <Input
          maxLength={100}
          placeholder={t("site.nameExample")}
          value={name}
          onChange={({ target }) => setName(target.value)}
        />
      </Field>
      {brands.length > 1 && (
        <Field label={t("site.brand")}>
          <Select value={brandId ?? brands[0]?.id} onChange={({ target }) => setBrandId(Number(target.value))}>
            {brands.map((brand) => (
              <option key={brand.id} value={brand.id}>
                {brand.name}
              </option>
            ))}
          </Select>
        </Field>
      )}
      <Field label={t("site.mailInbox")} hint={t("site.mailInboxHint")}>
        <Select value={mailbox} onChange={({ target }) => setMailbox(Number(target.value))}>
          <option value={0}>{t("site.noMailInbox")}</option>
          {mailboxes.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name}
            </option>
          ))}
        </Select>
      </Field>
      <div className="flex items-center justify-between gap-2 pt-1">
        <Button variant="ghost" onClick={onBack}>
          {t("action.back")}
        </Button>
        <Button type="submit" variant="primary" loading={create.isPending}>
          {t("site.create")}
        </Button>
      </div>
    </form>
  );
}

function Finished({ inbox, onDone }: { inbox: InboxView; onDone: () => void }) {
  const { t } = useI18n();
  return (
    <div className="flex flex-col gap-5">
      <div className="flex items-center gap-3">
        <CircleCheck size={28} strokeWidth={1.6} className="shrink-0 text-success" aria-hidden />
        <div>
          <p className="font-semibold">{t("inbox.created", { name: inbox.name })}</p>
          <p className="text-sm text-muted">{t("site.created")}</p>
        </div>
      </div>
      {inbox.chat && <EmbedCode siteKey={inbox.chat.site_key} />}
      <div className="flex justify-end">
        <Button variant="primary" onClick={onDone}>
          {t("site.toSettings")}
        </Button>
      </div>
    </div>
  );
}
