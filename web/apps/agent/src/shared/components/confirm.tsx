import { Button, Dialog } from "@rapport/ui";
import type { ReactNode } from "react";
import { useI18n } from "@/i18n";

export interface ConfirmProps {
  title: string;
  children: ReactNode;
  /** The verb on the button. */
  action: string;
  busy?: boolean;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks before what cannot be undone; everything else is done at once and offers the way back. */
export function Confirm({ title, children, action, busy = false, onConfirm, onClose }: ConfirmProps) {
  const { t } = useI18n();
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={title}
      closeLabel={t("action.close")}
      footer={
        <>
          <Button onClick={onClose}>{t("action.cancel")}</Button>
          <Button variant="danger" loading={busy} onClick={onConfirm}>
            {action}
          </Button>
        </>
      }
    >
      <p className="pb-3 text-muted">{children}</p>
    </Dialog>
  );
}
