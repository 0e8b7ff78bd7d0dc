import { api, unwrap, type InboxView, type PushTokenView } from "@rapport/api";
import { Button, Dialog } from "@rapport/ui";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useI18n } from "@/i18n";
import { toastProblem } from "@/shared/problems";
import { PushInstructions } from "./push-instructions";
import { refreshInboxes } from "./queries";

/** Making a new token ends the old one, so it is an act of its own and not part of saving. */
export function PushToken({ inbox }: { inbox: InboxView }) {
  const i18n = useI18n();
  const { t } = i18n;
  const [token, setToken] = useState<PushTokenView>();
  const make = useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/inboxes/{id}/push-token", { params: { path: { id: inbox.id } } })),
    onSuccess: (made) => {
      setToken(made);
      void refreshInboxes();
    },
    onError: (error) => toastProblem(i18n, error),
  });
  const exists = inbox.email?.has_push_token === true;
  return (
    <div className="flex flex-wrap items-center justify-between gap-3 rounded border border-line px-4 py-2.5">
      <div className="min-w-0">
        <p className="text-sm font-medium">{t("push.title")}</p>
        <p className="text-sm text-muted">{t(exists ? "push.exists" : "push.missing")}</p>
      </div>
      <Button size="sm" loading={make.isPending} onClick={() => make.mutate()}>
        {t(exists ? "push.renew" : "push.make")}
      </Button>
      {token && (
        <Dialog
          open
          size="md"
          onOpenChange={(open) => !open && setToken(undefined)}
          title={t("push.title")}
          closeLabel={t("action.close")}
        >
          <div className="pb-4">
            <PushInstructions token={token} address={inbox.address} />
          </div>
        </Dialog>
      )}
    </div>
  );
}
