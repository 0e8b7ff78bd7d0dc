import { Dialog, Kbd } from "@rapport/ui";
import { useI18n, type MessageKey } from "@/i18n";
import { keyedCommands, type CommandGroup } from "@/shared/commands/registry";

const GROUPS: { group: CommandGroup; title: MessageKey }[] = [
  { group: "everywhere", title: "shortcuts.everywhere" },
  { group: "list", title: "shortcuts.list" },
  { group: "conversation", title: "shortcuts.conversation" },
];

/** All keys on one page, as the features made them known. */
export default function ShortcutMap({ onClose }: { onClose: () => void }) {
  const { t } = useI18n();
  const commands = keyedCommands();
  return (
    <Dialog
      open
      size="md"
      onOpenChange={(open) => !open && onClose()}
      title={t("shortcuts.title")}
      closeLabel={t("action.close")}
    >
      {/* There are more keys than fit on a small screen, and nothing else in here to reach by them. */}
      <div
        role="region"
        aria-label={t("shortcuts.title")}
        tabIndex={0}
        className="columns-2 gap-8 pb-4 max-sm:columns-1"
      >
        {GROUPS.map(({ group, title }) => (
          <section key={group} className="mb-6">
            <h3 className="mb-1 text-xs font-medium text-faint">{t(title)}</h3>
            <dl>
              {commands
                .filter((command) => command.group === group)
                .map((command) => (
                  <div key={command.id} className="flex break-inside-avoid items-center justify-between gap-3 py-1">
                    <dt>{t(command.label)}</dt>
                    <dd className="flex shrink-0 gap-1">
                      {command.keys.map((key) => (
                        <Kbd key={key}>{key}</Kbd>
                      ))}
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
