import { api, unwrap } from "@rapport/api";
import { Button, Notice } from "@rapport/ui";
import { useMutation } from "@tanstack/react-query";
import { CircleCheck } from "lucide-react";
import { useEffect, useRef } from "react";
import { useI18n } from "@/i18n";
import { problemText } from "@/shared/problems";
import { onGrantFinished } from "./oauth-channel";

export interface OauthSignInProps {
  provider: "google" | "microsoft";
  address: string;
  signedIn: boolean;
  error: string | undefined;
  onGrant: (grant: string) => void;
}

/** Signs in at the provider in a window of its own, so that the half-filled form stays. */
export function OauthSignIn({ provider, address, signedIn, error, onGrant }: OauthSignInProps) {
  const i18n = useI18n();
  const { t } = i18n;
  const stopListening = useRef<() => void>(undefined);
  useEffect(() => () => stopListening.current?.(), []);
  const start = useMutation({
    mutationFn: async (popup: Window | null) => {
      const { authorize_url, grant } = await unwrap(api.POST("/api/v1/inboxes/oauth", { body: { provider, address } }));
      stopListening.current?.();
      stopListening.current = onGrantFinished(grant, () => onGrant(grant));
      if (popup) popup.location.href = authorize_url;
      else window.open(authorize_url, "_blank", "noopener");
    },
    onError: (_error, popup) => popup?.close(),
  });
  return (
    <div className="flex flex-col justify-end gap-1">
      {/* The window must be opened by the click itself, or the browser blocks it. */}
      <Button
        loading={start.isPending}
        disabled={address === ""}
        onClick={() => start.mutate(window.open("", "_blank", "popup,width=520,height=680"))}
      >
        {t(provider === "google" ? "inbox.signInGoogle" : "inbox.signInMicrosoft")}
      </Button>
      {signedIn && (
        <p className="flex items-center gap-1 text-xs text-success">
          <CircleCheck size={13} aria-hidden />
          {t("inbox.signedIn")}
        </p>
      )}
      {error !== undefined && <p className="text-xs text-danger">{error}</p>}
      {start.isError && <Notice tone="danger">{problemText(i18n, start.error)}</Notice>}
    </div>
  );
}
