import type { ChatContent, MessageView } from "@rapport/api";
import { ClipboardCheck, ClipboardList } from "lucide-react";
import { useI18n } from "@/i18n";

type Form = Extract<ChatContent, { kind: "form" }>;
type Question = Form["fields"][number];

/** The questions that were asked together, and what was answered. */
export function FormContent({ form, answer }: { form: Form; answer: MessageView | undefined }) {
  const { t } = useI18n();
  const values = answer?.content?.kind === "form_answer" ? answer.content.values : undefined;
  const Icon = values ? ClipboardCheck : ClipboardList;
  return (
    <section
      aria-label={form.title}
      className="mt-2 w-80 max-w-full overflow-hidden rounded-lg border border-line bg-surface text-text"
    >
      <header className="flex items-start gap-2 border-b border-line px-3.5 py-2.5">
        <Icon size={16} aria-hidden className="mt-0.5 shrink-0 text-faint" />
        <span className="min-w-0 flex-1">
          <span className="block font-semibold break-words">{form.title}</span>
          <span className="block text-xs text-faint">{t(values ? "content.formAnswered" : "content.formOpen")}</span>
        </span>
      </header>
      <dl className="flex flex-col gap-2 px-3.5 py-2.5 text-sm">
        {form.fields.map((field) => (
          <div key={field.key}>
            <dt className="text-xs break-words text-faint">
              {field.label}
              {field.required === true && ` (${t("content.required")})`}
            </dt>
            <dd className="break-words whitespace-pre-wrap">
              {values ? <Given field={field} value={values[field.key]} /> : <Asked field={field} />}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Given({ field, value }: { field: Question; value: string | undefined }) {
  const { t } = useI18n();
  if (value === undefined || value === "") return <span className="text-faint">–</span>;
  if (field.kind !== "checkbox") return <>{value}</>;
  return <>{t(value === "true" ? "content.yes" : "content.no")}</>;
}

/** What can be answered, while nothing was. */
function Asked({ field: { options } }: { field: Question }) {
  return <span className="text-muted">{options && options.length > 0 ? options.join(" / ") : "…"}</span>;
}
