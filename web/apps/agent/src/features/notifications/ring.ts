import { maySound } from "./calls";
import { claim } from "./once";
import { playSound } from "./sound";

/** The sound once more for something that goes on, in one window of all; silent where the first one was not to be heard. */
export async function ringAgain(conversationId: number): Promise<void> {
  if (!maySound(conversationId)) return;
  const round = Math.floor(Date.now() / 3_000);
  if (await claim(`ring:${String(conversationId)}:${String(round)}`, 0)) await playSound();
}
