import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { ChatView } from "../../chat/protocol.ts";
import { useClient, useUi, useUiState } from "../context.ts";
import { t } from "../i18n.ts";
import { Icon, IconButton, type IconName } from "../icons.tsx";
import { complaints } from "./fields.tsx";
import { problemWords } from "./problem-words.ts";

type Sheet = "transcript" | "end" | undefined;

/** What else can be done with a chat. */
export function Menu({ chat }: { chat: ChatView | undefined }) {
  const ui = useUi();
  const sound = useUiState((state) => state.sound);
  const transcript = useUiState(({ site }) => site.transcript ?? false);
  const [open, setOpen] = useState(false);
  const [sheet, setSheet] = useState<Sheet>();
  const box = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (!open) return;
    box.current?.querySelector<HTMLElement>("[role^=menuitem]")?.focus();
    const outside = (event: Event) => {
      if (!box.current?.contains(event.target as Node)) setOpen(false);
    };
    addEventListener("pointerdown", outside);
    return () => removeEventListener("pointerdown", outside);
  }, [open]);

  const close = () => {
    setOpen(false);
    box.current?.querySelector("button")?.focus();
  };
  const walk = (event: KeyboardEvent) => {
    if (!open) return;
    if (event.key === "Escape") {
      event.stopPropagation();
      return close();
    }
    if (event.key === "Tab") return setOpen(false);
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    const items = [...(box.current?.querySelectorAll<HTMLElement>("[role^=menuitem]") ?? [])];
    const at = items.indexOf(document.activeElement as HTMLElement);
    items.at((at + (event.key === "ArrowDown" ? 1 : -1)) % items.length)?.focus();
  };
  const item = (icon: IconName, label: string, onClick: () => void) => (
    <button
      type="button"
      role="menuitem"
      tabIndex={-1}
      onClick={() => {
        close();
        onClick();
      }}
    >
      <Icon name={icon} size={18} /> {label}
    </button>
  );

  return (
    <div class="menu-box" role="presentation" ref={box} onKeyDown={walk}>
      <IconButton
        icon="more"
        label={t("menu.title")}
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      />
      {open && (
        <div class="menu" role="menu" aria-label={t("menu.title")}>
          <button
            type="button"
            role="menuitemcheckbox"
            aria-checked={sound}
            tabIndex={-1}
            onClick={() => {
              ui.sound(!sound);
              close();
            }}
          >
            <Icon name={sound ? "mute" : "sound"} size={18} /> {sound ? t("menu.soundOff") : t("menu.soundOn")}
          </button>
          {chat && transcript && item("mail", t("menu.transcript"), () => setSheet("transcript"))}
          {chat && chat.state !== "ended" && item("end", t("menu.end"), () => setSheet("end"))}
        </div>
      )}
      {chat && sheet === "transcript" && <Transcript chat={chat} onClose={() => setSheet(undefined)} />}
      {chat && sheet === "end" && <End chat={chat} onClose={() => setSheet(undefined)} />}
    </div>
  );
}

/** A dialogue over the chat: the browser keeps the focus in it and gives it back. */
function Dialog({ title, onClose, children }: { title: string; onClose: () => void; children: ComponentChildren }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      ref={dialog}
      aria-label={title}
      onClose={onClose}
      onKeyDown={(event) => {
        if (event.key === "Escape") event.stopPropagation();
      }}
    >
      <h2>{title}</h2>
      {children}
    </dialog>
  );
}

function Transcript({ chat, onClose }: { chat: ChatView; onClose: () => void }) {
  const ui = useUi();
  const known = useClient(({ visitor }) => visitor?.email ?? "");
  const [email, setEmail] = useState(known);
  const [problem, setProblem] = useState<string>();
  const [sent, setSent] = useState(false);
  const send = async (event: Event) => {
    event.preventDefault();
    const found = complaints([{ key: "email", label: "", kind: "email", required: true }], { email });
    if (found["email"]) return setProblem(found["email"]);
    try {
      await ui.client.transcript(chat.token, email.trim());
      setSent(true);
    } catch (error) {
      setProblem(problemWords(error));
    }
  };
  return (
    <Dialog title={t("menu.transcript")} onClose={onClose}>
      {sent ? (
        <>
          <p role="status">{t("transcript.sent", { email })}</p>
          <div class="buttons">
            <button type="button" class="primary" onClick={onClose}>
              {t("action.done")}
            </button>
          </div>
        </>
      ) : (
        <form noValidate onSubmit={(event) => void send(event)}>
          <div class="field">
            <label for="transcript-email">{t("leave.email")}</label>
            <input
              id="transcript-email"
              type="email"
              autocomplete="email"
              value={email}
              aria-invalid={problem !== undefined}
              aria-describedby="transcript-wrong"
              onInput={(event) => {
                setEmail(event.currentTarget.value);
                setProblem(undefined);
              }}
            />
            <span class="wrong" id="transcript-wrong" role="alert">
              {problem}
            </span>
          </div>
          <div class="buttons">
            <button type="button" class="quiet" onClick={onClose}>
              {t("action.cancel")}
            </button>
            <button type="submit" class="primary">
              {t("action.send")}
            </button>
          </div>
        </form>
      )}
    </Dialog>
  );
}

function End({ chat, onClose }: { chat: ChatView; onClose: () => void }) {
  const ui = useUi();
  const [problem, setProblem] = useState<string>();
  const end = () => ui.client.end(chat.token).then(onClose, (error: unknown) => setProblem(problemWords(error)));
  return (
    <Dialog title={t("end.title")} onClose={onClose}>
      <p>{t("end.text")}</p>
      {problem && (
        <p class="wrong" role="alert">
          {problem}
        </p>
      )}
      <div class="buttons">
        <button type="button" class="quiet" onClick={onClose}>
          {t("action.cancel")}
        </button>
        <button type="button" class="primary" onClick={() => void end()}>
          {t("menu.end")}
        </button>
      </div>
    </Dialog>
  );
}
