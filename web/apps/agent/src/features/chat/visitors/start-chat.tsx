import { isApiError } from "@rapport/api";
import { Button, Dialog, Field, Notice, Textarea } from "@rapport/ui";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState, type FormEvent, type KeyboardEvent } from "react";
import { useI18n } from "@/i18n";
import { fieldProblem, problemText } from "@/shared/problems";
import { queryClient } from "@/shared/query-client";
import { refreshChats, refreshVisitors } from "../data/live";
import { startChat, visitorQuery } from "./queries";

/** The server takes no longer first words. */
const MOST_TEXT = 10_000;

interface StartChatProps {
  visitorId: number;
  name: string;
  /** Whether they are on the site. Who left sees it when they come back. */
  here: boolean;
  onClose: () => void;
}

function useStart(visitorId: number, onClose: () => void) {
  const navigate = useNavigate();
  return useMutation({
    mutationFn: (text: string) => startChat(visitorId, text),
    onSuccess: (conversation) => {
      refreshChats();
      refreshVisitors();
      onClose();
      return navigate({ to: "/conversations/$id", params: { id: conversation.id }, search: {} });
    },
    onError: (error) => {
      // Somebody was faster, or they wrote first: the page shall say so too.
      if (isApiError(error, "chat_under_way")) {
        void queryClient.invalidateQueries({ queryKey: visitorQuery(visitorId).queryKey });
      }
    },
  });
}

/** The first words to somebody who asked for nothing yet; then the chat opens. */
export function StartChat({ visitorId, name, here, onClose }: StartChatProps) {
  const i18n = useI18n();
  const { t } = i18n;
  const [text, setText] = useState("");
  const start = useStart(visitorId, onClose);
  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    if (text.trim() !== "" && !start.isPending) start.mutate(text.trim());
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    submit();
  };
  const refused = fieldProblem(i18n, start.error, "text");
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("visitors.startTitle", { name })}
      description={t(here ? "visitors.startAbout" : "visitors.startGone")}
      closeLabel={t("action.close")}
      footer={
        <>
          <Button onClick={onClose}>{t("action.cancel")}</Button>
          <Button
            type="submit"
            form="start-chat"
            variant="primary"
            disabled={text.trim() === ""}
            loading={start.isPending}
          >
            {t("visitors.start")}
          </Button>
        </>
      }
    >
      <form id="start-chat" noValidate onSubmit={submit} className="flex flex-col gap-4 pb-4">
        {isApiError(start.error, "chat_under_way") ? (
          <UnderWay visitorId={visitorId} />
        ) : (
          start.isError && refused === undefined && <Notice tone="danger">{problemText(i18n, start.error)}</Notice>
        )}
        <Field label={t("visitors.firstWords")} error={refused} required>
          <Textarea
            rows={4}
            maxLength={MOST_TEXT}
            value={text}
            onKeyDown={onKeyDown}
            onChange={(event) => setText(event.target.value)}
          />
        </Field>
      </form>
    </Dialog>
  );
}

/** They are in a chat already: that one is the way to them. */
function UnderWay({ visitorId }: { visitorId: number }) {
  const { t } = useI18n();
  const chats = useQuery(visitorQuery(visitorId)).data?.chats;
  const chat = chats?.find((one) => one.state !== "ended");
  return (
    <Notice
      tone="warning"
      action={
        chat && (
          <Link
            to="/conversations/$id"
            params={{ id: chat.conversation_id }}
            search={{}}
            className="shrink-0 rounded-sm font-medium text-accent underline underline-offset-2"
          >
            {t("visitors.openChat")}
          </Link>
        )
      }
    >
      {t("problem.chat_under_way")}
    </Notice>
  );
}
