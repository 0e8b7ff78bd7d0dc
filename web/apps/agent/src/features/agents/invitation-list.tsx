import { api, unwrap, type InvitationView } from "@rapport/api";
import { Badge, Button, showToast } from "@rapport/ui";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useI18n } from "@/i18n";
import { Confirm } from "@/shared/components/confirm";
import { LoadState } from "@/shared/components/page";
import { useNow } from "@/shared/hooks/use-now";
import { toastProblem } from "@/shared/problems";
import { queryClient } from "@/shared/query-client";
import { InvitationLink } from "./invitation-link";
import { invitationsQuery, rolesQuery } from "./queries";

/** Colleagues who were asked to come and have not come yet. */
export function InvitationList() {
  const i18n = useI18n();
  const { t } = i18n;
  const query = useQuery(invitationsQuery);
  const [revoking, setRevoking] = useState<InvitationView>();
  const [link, setLink] = useState<{ name: string; link: string }>();
  const refresh = () => void queryClient.invalidateQueries({ queryKey: invitationsQuery.queryKey });
  const resend = useMutation({
    mutationFn: (invitation: InvitationView) =>
      unwrap(
        api.POST("/api/v1/invitations/{id}/resend", {
          params: { path: { id: invitation.id } },
          body: { by_mail: true },
        }),
      ),
    onSuccess: ({ invitation, link: made }) => {
      if (made) setLink({ name: invitation.name, link: made });
      else showToast({ tone: "success", message: t("invitations.sentAgain", { email: invitation.email }) });
    },
    onError: (error) => toastProblem(i18n, error),
    onSettled: refresh,
  });
  const revoke = useMutation({
    mutationFn: (id: number) => unwrap(api.DELETE("/api/v1/invitations/{id}", { params: { path: { id } } })),
    onSuccess: () => setRevoking(undefined),
    onError: (error) => toastProblem(i18n, error),
    onSettled: refresh,
  });
  const invitations = query.data ?? [];
  if (query.isSuccess && invitations.length === 0) return null;
  return (
    <section aria-labelledby="invitations-title" className="mb-8">
      <h2 id="invitations-title" className="mb-2 font-semibold">
        {t("invitations.title")}
      </h2>
      <LoadState query={query} rows={1} />
      {invitations.length > 0 && (
        <ul className="divide-y divide-line rounded-lg border border-line">
          {invitations.map((invitation) => (
            <InvitationRow
              key={invitation.id}
              invitation={invitation}
              sending={resend.isPending && resend.variables.id === invitation.id}
              onResend={() => resend.mutate(invitation)}
              onRevoke={() => setRevoking(invitation)}
            />
          ))}
        </ul>
      )}
      {revoking && (
        <Confirm
          title={t("invitations.revokeTitle", { name: revoking.name })}
          action={t("invitations.revoke")}
          busy={revoke.isPending}
          onConfirm={() => revoke.mutate(revoking.id)}
          onClose={() => setRevoking(undefined)}
        >
          {t("invitations.revokeText")}
        </Confirm>
      )}
      {link && <InvitationLink name={link.name} link={link.link} onClose={() => setLink(undefined)} />}
    </section>
  );
}

interface RowProps {
  invitation: InvitationView;
  sending: boolean;
  onResend: () => void;
  onRevoke: () => void;
}

function InvitationRow({ invitation, sending, onResend, onRevoke }: RowProps) {
  const { t, tCode } = useI18n();
  const roles = useQuery(rolesQuery).data;
  const role = roles?.find((one) => one.id === invitation.role_id)?.key;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-3 py-2.5">
      <div className="min-w-0 flex-1 max-sm:basis-full">
        <p className="truncate font-medium" title={invitation.name}>
          {invitation.name}
        </p>
        <p className="truncate text-xs text-faint" title={invitation.email}>
          {invitation.email} · {tCode("role", role, invitation.role)}
        </p>
      </div>
      <div className="min-w-0 max-sm:flex-1 sm:w-44">
        <InvitationState invitation={invitation} />
      </div>
      <div className="flex shrink-0 gap-1.5">
        <Button
          size="sm"
          loading={sending}
          aria-label={t("invitations.resendTo", { name: invitation.name })}
          onClick={onResend}
        >
          {t("invitations.resend")}
        </Button>
        <Button
          size="sm"
          variant="ghost"
          aria-label={t("invitations.revokeTitle", { name: invitation.name })}
          onClick={onRevoke}
        >
          {t("invitations.revoke")}
        </Button>
      </div>
    </li>
  );
}

/** Expired outweighs what became of the letter: only a new one helps. */
function InvitationState({ invitation }: { invitation: InvitationView }) {
  const { t, relative, exact } = useI18n();
  const now = useNow();
  const until = (
    <p className="mt-0.5 text-xs text-faint" title={exact(invitation.expires_at)}>
      {t("invitations.until", { when: relative(invitation.expires_at, now) })}
    </p>
  );
  if (invitation.state === "expired") return <Badge tone="warning">{t("invitations.expired")}</Badge>;
  if (invitation.delivery === "failed") {
    return (
      <>
        <Badge tone="danger">{t("invitations.failed")}</Badge>
        <p
          className="mt-0.5 line-clamp-2 max-w-64 text-xs break-words text-danger"
          title={invitation.delivery_error ?? ""}
        >
          {invitation.delivery_error}
        </p>
      </>
    );
  }
  if (invitation.delivery === "queued") {
    return (
      <>
        <Badge tone="info">{t("invitations.queued")}</Badge>
        {invitation.delivery_error != null && (
          <p className="mt-0.5 line-clamp-2 max-w-64 text-xs break-words text-muted" title={invitation.delivery_error}>
            {invitation.delivery_error}
          </p>
        )}
      </>
    );
  }
  return (
    <>
      <Badge tone="accent">{t(invitation.delivery === "by_hand" ? "invitations.byHand" : "invitations.invited")}</Badge>
      {until}
    </>
  );
}
