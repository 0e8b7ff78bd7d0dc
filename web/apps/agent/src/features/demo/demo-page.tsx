import { api, isApiError, unwrap, type DemoMailView, type DemoView } from "@rapport/api";
import { Button, cx, EmptyState, Field, Input, Notice, Select, showToast, Spinner, Textarea } from "@rapport/ui";
import { useMutation, useQuery } from "@tanstack/react-query";
import { CornerUpLeft, ExternalLink, MailOpen, Send } from "lucide-react";
import { useState, type FormEvent } from "react";
import { useI18n } from "@/i18n";
import { Logo } from "@/shared/components/door";
import { LoadState } from "@/shared/components/page";
import { useNow } from "@/shared/hooks/use-now";
import { useTitle } from "@/shared/hooks/use-title";
import { problemText } from "@/shared/problems";
import { queryClient } from "@/shared/query-client";

const MAILBOX_EVERY_MS = 2_000;
const OWN = "own";

interface Writer {
  name: string;
  email: string;
}

/** The other side of the conversation: a customer's mail program, so that the whole round trip can be seen without a mail server. */
export default function DemoPage() {
  const { t } = useI18n();
  useTitle(t("demo.open"));
  const query = useQuery({
    queryKey: ["demo"],
    queryFn: ({ signal }): Promise<DemoView> => unwrap(api.GET("/api/v1/demo", { signal })),
    retry: false,
  });
  const missing = isApiError(query.error) && query.error.status === 404;
  return (
    <div className="flex h-full flex-col bg-canvas">
      <header className="flex h-13 shrink-0 items-center gap-3 border-b border-line bg-surface px-4">
        <Logo size={24} />
        <h1 className="min-w-0 flex-1 truncate font-semibold">{t("demo.open")}</h1>
        <a
          href="/conversations"
          target="_blank"
          rel="noopener"
          className="inline-flex items-center gap-1.5 text-sm text-accent underline-offset-2 hover:underline"
        >
          {t("demo.agentView")}
          <ExternalLink size={13} aria-hidden />
        </a>
      </header>
      {missing ? (
        <EmptyState className="flex-1" icon={<MailOpen aria-hidden />} title={t("demo.off")}>
          {t("demo.offText")}
        </EmptyState>
      ) : query.data ? (
        <Desk demo={query.data} />
      ) : (
        <div className="p-6">
          <LoadState query={query} />
        </div>
      )}
    </div>
  );
}

function Desk({ demo }: { demo: DemoView }) {
  const { t } = useI18n();
  const first = demo.customers[0];
  const [chosen, setChosen] = useState(first?.email ?? OWN);
  const [own, setOwn] = useState<Writer>({ name: "", email: "" });
  const [answering, setAnswering] = useState<DemoMailView>();
  const writer = demo.customers.find((customer) => customer.email === chosen) ?? own;
  return (
    <main className="min-h-0 flex-1 max-md:overflow-y-auto md:grid md:grid-cols-[minmax(20rem,26rem)_1fr]">
      <section
        aria-label={t("demo.compose")}
        className="scroll-thin flex flex-col gap-4 border-line bg-surface p-5 max-md:border-b md:overflow-y-auto md:border-r"
      >
        <p className="text-sm text-muted">{t("demo.about")}</p>
        <Field label={t("demo.writeAs")}>
          <Select
            value={chosen}
            onChange={(event) => {
              setChosen(event.target.value);
              setAnswering(undefined);
            }}
          >
            {demo.customers.map((customer) => (
              <option key={customer.email} value={customer.email}>
                {customer.name} – {customer.email}
              </option>
            ))}
            <option value={OWN}>{t("demo.somebodyElse")}</option>
          </Select>
        </Field>
        {chosen === OWN && (
          <div className="grid gap-3 sm:grid-cols-2">
            <Field label={t("inbox.name")}>
              <Input value={own.name} onChange={(event) => setOwn({ ...own, name: event.target.value })} />
            </Field>
            <Field label={t("login.email")}>
              <Input
                type="email"
                value={own.email}
                placeholder="kim@example.com"
                onChange={(event) => setOwn({ ...own, email: event.target.value })}
              />
            </Field>
          </div>
        )}
        <Compose
          key={answering?.message_id ?? "new"}
          demo={demo}
          writer={writer}
          answering={answering}
          onDone={() => setAnswering(undefined)}
        />
      </section>
      <Mailbox writer={writer} onAnswer={setAnswering} />
    </main>
  );
}

interface ComposeProps {
  demo: DemoView;
  writer: Writer;
  answering: DemoMailView | undefined;
  onDone: () => void;
}

function replySubject(subject: string): string {
  return /^re:/iu.test(subject) ? subject : `Re: ${subject}`;
}

/** A mail of the customer; as an answer it keeps subject and thread. */
function Compose({ demo, writer, answering, onDone }: ComposeProps) {
  const i18n = useI18n();
  const { t } = i18n;
  const [inboxId, setInboxId] = useState(demo.inboxes[0]?.id);
  const [subject, setSubject] = useState(answering ? replySubject(answering.subject) : "");
  const [text, setText] = useState("");
  // An answer goes where the mail came from.
  const answeredInbox = answering && demo.inboxes.find((inbox) => answering.from.includes(inbox.address))?.id;
  const target = answeredInbox ?? inboxId;
  const send = useMutation({
    mutationFn: (inbox: number) =>
      unwrap(
        api.POST("/api/v1/demo", {
          body: {
            from_name: writer.name.trim() || writer.email.trim(),
            from_email: writer.email.trim(),
            inbox_id: inbox,
            subject: subject.trim(),
            text,
            in_reply_to: answering?.message_id ?? null,
          },
        }),
      ),
    onSuccess: () => {
      setText("");
      setSubject("");
      showToast({ tone: "success", message: t("demo.sent") });
      void queryClient.invalidateQueries({ queryKey: ["demo", "mailbox"] });
      onDone();
    },
  });
  const complete = target !== undefined && writer.email.includes("@") && text.trim() !== "";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (complete) send.mutate(target);
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      {answering ? (
        <div className="flex items-center gap-2 rounded bg-hover py-1 pr-1 pl-3 text-sm">
          <CornerUpLeft size={14} aria-hidden className="shrink-0 text-faint" />
          <span className="min-w-0 flex-1 truncate">{t("demo.answering", { subject: answering.subject })}</span>
          <Button size="sm" variant="ghost" onClick={onDone}>
            {t("action.cancel")}
          </Button>
        </div>
      ) : (
        <Field label={t("composer.to")}>
          <Select value={inboxId} onChange={(event) => setInboxId(Number(event.target.value))}>
            {demo.inboxes.map((inbox) => (
              <option key={inbox.id} value={inbox.id}>
                {inbox.name} – {inbox.address}
              </option>
            ))}
          </Select>
        </Field>
      )}
      <Field label={t("message.subject")}>
        <Input value={subject} maxLength={500} onChange={(event) => setSubject(event.target.value)} />
      </Field>
      <Field label={t("new.text")}>
        <Textarea rows={8} value={text} onChange={(event) => setText(event.target.value)} />
      </Field>
      {send.isError && <Notice tone="danger">{problemText(i18n, send.error)}</Notice>}
      <div>
        <Button
          type="submit"
          variant="primary"
          disabled={!complete}
          loading={send.isPending}
          icon={<Send size={14} aria-hidden />}
        >
          {t("demo.send")}
        </Button>
      </div>
    </form>
  );
}

/** What the customer wrote and got, read again every two seconds as a mail program would. */
function Mailbox({ writer, onAnswer }: { writer: Writer; onAnswer: (mail: DemoMailView) => void }) {
  const { t } = useI18n();
  const email = writer.email.trim();
  const valid = email.includes("@");
  const query = useQuery({
    queryKey: ["demo", "mailbox", email],
    queryFn: async ({ signal }) =>
      (await unwrap(api.GET("/api/v1/demo/mailbox", { params: { query: { email } }, signal }))).items,
    enabled: valid,
    refetchInterval: MAILBOX_EVERY_MS,
    staleTime: 0,
  });
  const mails = [...(query.data ?? [])].sort((a, b) => (a.at < b.at ? 1 : -1));
  return (
    <section aria-label={t("demo.mailbox")} className="scroll-thin min-w-0 p-5 md:overflow-y-auto">
      <div className="mx-auto max-w-2xl">
        <h2 className="mb-3 flex items-center gap-2 font-semibold">
          <span className="min-w-0 truncate">{t("demo.mailboxOf", { name: writer.name || email || "…" })}</span>
          {query.isFetching && query.isPending && <Spinner />}
        </h2>
        {valid && query.isError && <LoadState query={query} />}
        {(!valid || (query.isSuccess && mails.length === 0)) && (
          <EmptyState icon={<MailOpen aria-hidden />} title={t("demo.empty")}>
            {t("demo.emptyText")}
          </EmptyState>
        )}
        <ul aria-live="polite" className="flex flex-col gap-3">
          {mails.map((mail) => (
            <Mail key={`${mail.direction}/${mail.message_id ?? mail.at}`} mail={mail} onAnswer={() => onAnswer(mail)} />
          ))}
        </ul>
      </div>
    </section>
  );
}

function Mail({ mail, onAnswer }: { mail: DemoMailView; onAnswer: () => void }) {
  const { t, stamp, exact } = useI18n();
  const now = useNow();
  const received = mail.direction === "received";
  return (
    <li
      className={cx(
        "rounded-lg border px-4 py-3",
        received ? "border-accent-line/70 bg-surface" : "border-line bg-hover/60",
      )}
    >
      <div className="flex items-baseline gap-2">
        <span className="shrink-0 text-xs font-medium text-faint">
          {t(received ? "demo.received" : "demo.written")}
        </span>
        <span className="min-w-0 flex-1 truncate font-medium">{mail.subject || t("conversation.noSubject")}</span>
        <time dateTime={mail.at} title={exact(mail.at)} className="shrink-0 text-xs text-faint tabular-nums">
          {stamp(mail.at, now)}
        </time>
      </div>
      {received && <p className="truncate text-xs text-faint">{mail.from}</p>}
      <p className="mt-2 leading-normal break-words whitespace-pre-wrap">{mail.text}</p>
      {received && (
        <Button size="sm" className="mt-3" icon={<CornerUpLeft size={14} aria-hidden />} onClick={onAnswer}>
          {t("demo.answer")}
        </Button>
      )}
    </li>
  );
}
