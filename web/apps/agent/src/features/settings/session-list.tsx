import { api, unwrap } from "@rapport/api";
import { Badge, Button, showToast } from "@rapport/ui";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Monitor, Smartphone } from "lucide-react";
import { useI18n } from "@/i18n";
import { LoadState } from "@/shared/components/page";
import { useNow } from "@/shared/hooks/use-now";
import { toastProblem } from "@/shared/problems";
import { queryClient } from "@/shared/query-client";
import { browserName } from "@/shared/browser-name";

const KEY = ["my-sessions"];

/** Every place where the agent is signed in, so that a lost laptop can be shut out. */
export function SessionList() {
  const i18n = useI18n();
  const { t, relative, exact } = i18n;
  const now = useNow();
  const query = useQuery({
    queryKey: KEY,
    queryFn: async ({ signal }) => (await unwrap(api.GET("/api/v1/me/sessions", { signal }))).items,
    staleTime: 0,
  });
  const revoke = useMutation({
    mutationFn: (id: number) => unwrap(api.DELETE("/api/v1/me/sessions/{id}", { params: { path: { id } } })),
    onSettled: () => void queryClient.invalidateQueries({ queryKey: KEY }),
    onError: (error) => toastProblem(i18n, error),
  });
  const revokeOthers = useMutation({
    mutationFn: () => unwrap(api.DELETE("/api/v1/me/sessions")),
    onSuccess: () => showToast({ tone: "success", message: t("sessions.othersEnded") }),
    onSettled: () => void queryClient.invalidateQueries({ queryKey: KEY }),
    onError: (error) => toastProblem(i18n, error),
  });
  if (!query.data) return <LoadState query={query} rows={2} />;
  return (
    <>
      <ul className="divide-y divide-line rounded border border-line">
        {query.data.map((session) => {
          const Icon = /mobile|android|iphone/iu.test(session.user_agent) ? Smartphone : Monitor;
          return (
            <li key={session.id} className="flex items-center gap-3 px-3 py-2.5">
              <Icon size={18} strokeWidth={1.6} aria-hidden className="shrink-0 text-faint" />
              <div className="min-w-0 flex-1">
                <p className="flex items-center gap-2">
                  <span className="truncate" title={session.user_agent}>
                    {browserName(session.user_agent) || t("sessions.unknown")}
                  </span>
                  {session.current && <Badge tone="success">{t("sessions.current")}</Badge>}
                </p>
                <p className="truncate text-xs text-faint" title={exact(session.last_seen_at)}>
                  {session.ip} · {relative(session.last_seen_at, now)}
                </p>
              </div>
              {!session.current && (
                <Button
                  size="sm"
                  loading={revoke.isPending && revoke.variables === session.id}
                  onClick={() => revoke.mutate(session.id)}
                >
                  {t("shell.signOut")}
                </Button>
              )}
            </li>
          );
        })}
      </ul>
      {query.data.length > 1 && (
        <div>
          <Button loading={revokeOthers.isPending} onClick={() => revokeOthers.mutate()}>
            {t("sessions.endOthers")}
          </Button>
        </div>
      )}
    </>
  );
}
