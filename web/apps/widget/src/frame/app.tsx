import { useEffect, useRef } from "preact/hooks";
import { UiContext, useUiState } from "./context.ts";
import type { Ui } from "./ui.ts";
import { Chat } from "./views/chat.tsx";
import { Chats } from "./views/chats.tsx";
import { Home } from "./views/home.tsx";
import { Leave, Start } from "./views/start.tsx";

export function App({ ui }: { ui: Ui }) {
  return (
    <UiContext.Provider value={ui}>
      <Panel ui={ui} />
    </UiContext.Provider>
  );
}

function Panel({ ui }: { ui: Ui }) {
  const view = useUiState((state) => state.view);
  const locale = useUiState((state) => state.locale);
  const open = useUiState((state) => state.open);
  const phone = useUiState((state) => state.phone);
  const box = useRef<HTMLDivElement>(null);

  // Where the visitor is brought to is where the keyboard is, and what a screen reader reads next.
  useEffect(() => {
    if (!open || box.current?.contains(document.activeElement)) return;
    const target = view.name === "chat" && !phone ? "textarea" : "h1";
    box.current?.querySelector<HTMLElement>(target)?.focus();
  }, [open, view.name, locale, phone]);

  useEffect(() => {
    const leave = (event: KeyboardEvent) => {
      if (event.key === "Escape" && !event.defaultPrevented) ui.close();
    };
    addEventListener("keydown", leave);
    return () => removeEventListener("keydown", leave);
  }, [ui]);

  return (
    <div ref={box} class="panel">
      {/* Another language is another page: every text in it is asked for anew. */}
      <Page key={locale} />
    </div>
  );
}

function Page() {
  const view = useUiState((state) => state.view);
  switch (view.name) {
    case "home":
      return <Home />;
    case "chats":
      return <Chats />;
    case "start":
      return <Start />;
    case "leave":
      return <Leave />;
    case "chat":
      return <Chat id={view.id} />;
  }
}
