import type { ComponentChildren } from "preact";
import { useUi } from "../context.ts";
import { t } from "../i18n.ts";
import { IconButton } from "../icons.tsx";

/** The top of every page but the first. */
export function Bar({
  back,
  children,
  actions,
}: {
  back: () => void;
  children: ComponentChildren;
  actions?: ComponentChildren;
}) {
  const ui = useUi();
  return (
    <header class="bar">
      <IconButton icon="back" label={t("action.back")} onClick={back} class="flip" />
      <div class="bar-title">{children}</div>
      {actions}
      {!ui.standalone && <IconButton icon="close" label={t("action.close")} onClick={ui.close} />}
    </header>
  );
}
