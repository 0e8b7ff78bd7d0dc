import { useNavigate } from "@tanstack/react-router";
import { useSyncExternalStore } from "react";
import { useI18n } from "@/i18n";
import { Confirm } from "@/shared/components/confirm";
import { useOutbox } from "@/shared/outbox";
import { endSession } from "@/shared/session";

let asking = false;
const listeners = new Set<() => void>();

function ask(next: boolean): void {
  asking = next;
  for (const listener of listeners) listener();
}

function useLeave(): () => Promise<void> {
  const navigate = useNavigate();
  return async () => {
    ask(false);
    // First: the login page sends on whoever is still taken for signed in.
    await endSession();
    await navigate({ to: "/login", search: {} });
  };
}

/** Signs out, or asks first when something has not been sent: it would stay behind on this device. */
export function useSignOut(): () => Promise<void> {
  const leave = useLeave();
  const waiting = useOutbox().length > 0;
  return async () => {
    if (waiting) ask(true);
    else await leave();
  };
}

/** The question; stands once on every screen behind the sign-in. */
export function SignOutQuestion() {
  const { t } = useI18n();
  const leave = useLeave();
  const count = useOutbox().length;
  const open = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => asking,
  );
  if (!open) return null;
  return (
    <Confirm
      title={t("shell.signOut")}
      action={t("shell.signOutAnyway")}
      onConfirm={() => void leave()}
      onClose={() => ask(false)}
    >
      {t("shell.signOutWaiting", { count })}
    </Confirm>
  );
}
