import { Button, Dialog, Notice } from "@rapport/ui";
import { useI18n } from "@/i18n";
import { CopyField } from "@/shared/components/copy-field";

/** The link of an invitation that no letter brings. It is shown once: whoever has it becomes the agent. */
export function InvitationLink({ name, link, onClose }: { name: string; link: string; onClose: () => void }) {
  const { t } = useI18n();
  return (
    <Dialog
      open
      size="md"
      onOpenChange={(open) => !open && onClose()}
      title={t("invitations.linkTitle", { name })}
      closeLabel={t("action.close")}
      footer={
        <Button variant="primary" onClick={onClose}>
          {t("invitations.linkDone")}
        </Button>
      }
    >
      <div className="flex flex-col gap-4 pb-4">
        <CopyField label={t("invitations.link")} hint={t("invitations.linkHint")} value={link} />
        <Notice tone="warning">{t("invitations.linkSecret")}</Notice>
      </div>
    </Dialog>
  );
}
