import { Dialog, Kbd } from "@rapport/ui";
import { useI18n, type MessageKey } from "@/i18n";

const GROUPS: { title: MessageKey; keys: { keys: string[]; label: MessageKey }[] }[] = [
  {
    title: "shortcuts.everywhere",
    keys: [
      { keys: ["/"], label: "shortcuts.search" },
      { keys: ["?"], label: "shortcuts.map" },
    ],
  },
  {
    title: "shortcuts.list",
    keys: [
      { keys: ["j"], label: "shortcuts.next" },
      { keys: ["k"], label: "shortcuts.previous" },
      { keys: ["Enter"], label: "shortcuts.open" },
      { keys: ["x"], label: "shortcuts.select" },
      { keys: ["c"], label: "new.title" },
      { keys: ["Esc"], label: "shortcuts.leave" },
    ],
  },
  {
    title: "shortcuts.conversation",
    keys: [
      { keys: ["r"], label: "composer.reply" },
      { keys: ["n"], label: "composer.note" },
      { keys: ["a"], label: "assign.title" },
      { keys: ["e"], label: "shortcuts.solve" },
      { keys: ["Ctrl", "Enter"], label: "composer.send" },
      { keys: ["Ctrl", "Shift", "Enter"], label: "composer.sendAndSolve" },
    ],
  },
];

/** All keys on one page; whoever adds a shortcut adds it here. */
export default function ShortcutMap({ onClose }: { onClose: () => void }) {
  const { t } = useI18n();
  return (
    <Dialog
      open
      size="md"
      onOpenChange={(open) => !open && onClose()}
      title={t("shortcuts.title")}
      closeLabel={t("action.close")}
    >
      <div className="grid gap-6 pb-4 sm:grid-cols-2">
        {GROUPS.map((group) => (
          <section key={group.title}>
            <h3 className="mb-1 text-xs font-medium text-faint">{t(group.title)}</h3>
            <dl>
              {group.keys.map((row) => (
                <div key={row.label} className="flex items-center justify-between gap-3 py-1">
                  <dt>{t(row.label)}</dt>
                  <dd className="flex shrink-0 gap-1">
                    {row.keys.map((key) => (
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
