/** Telling in this window what happened: a short message and a sound, each in one window of all. */
import { showToast } from "@rapport/ui";
import type { I18n } from "@/i18n";
import { queryClient } from "@/shared/query-client";
import type { Call } from "./calls";
import { describe, whereTo } from "./describe";
import { claim } from "./once";
import { hasOwnSubscription } from "./push-browser";
import { notificationsQuery } from "./queries";
import { canSound, playSound } from "./sound";

/** A window behind others waits for one in front, so that what is shown is seen. */
const BEHIND_MS = 120;
/** One that nobody sees is the last to make itself heard. */
const HIDDEN_MS = 400;

export interface Teller {
  i18n: I18n;
  open: (where: ReturnType<typeof whereTo>) => void;
}

export async function tell(call: Call, teller: Teller): Promise<void> {
  const onScreen = isOnScreen(call.conversationId);
  await Promise.all([show(call, teller, onScreen), sound(call, onScreen)]);
}

/** Who looks at the conversation sees what happens in it. */
function isOnScreen(conversationId: number | null): boolean {
  if (conversationId === null || document.visibilityState !== "visible" || !document.hasFocus()) return false;
  return new RegExp(`/conversations/${String(conversationId)}$`, "u").test(location.pathname);
}

function wait(): number {
  if (document.visibilityState !== "visible") return HIDDEN_MS;
  return document.hasFocus() ? 0 : BEHIND_MS;
}

async function show(call: Call, { i18n, open }: Teller, onScreen: boolean): Promise<void> {
  if (call.show === undefined || document.visibilityState !== "visible") return;
  if (!(await claim(`${call.key}:show`, wait())) || onScreen) return;
  // Read from the API: the hint names nobody whom the reader may not know.
  const listed = await queryClient.fetchQuery({ ...notificationsQuery, staleTime: 0 });
  const one = listed.find((item) => item.id === call.show);
  if (!one || one.read_at != null) return;
  // A card of its own rings until somebody takes the chat, on every screen.
  if (one.kind === "chat_offered") return;
  const { who, where } = describe(i18n, one);
  showToast({
    tone: one.kind === "failed" ? "danger" : "info",
    message: `${who} · ${where}`,
    action: { label: i18n.t("notifications.open"), run: () => open(whereTo(one)) },
  });
}

async function sound(call: Call, onScreen: boolean): Promise<void> {
  if (!call.sound || !canSound()) return;
  const hidden = document.visibilityState !== "visible";
  // Where nobody looks, this browser's push arrives with a sound of the system.
  if (hidden && call.push && (await hasOwnSubscription())) return;
  if ((await claim(`${call.key}:sound`, wait())) && !onScreen) await playSound();
}
