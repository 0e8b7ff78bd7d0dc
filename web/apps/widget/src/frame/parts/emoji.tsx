import { useRef } from "preact/hooks";
import { t } from "../i18n.ts";

/** A set for talking with a company, not the whole of Unicode. */
const SETS = [
  "😀 😃 😄 😁 😅 😂 🙂 😉 😊 😍 😘 😋 😎 🤩 🤗 🤔 🤨 😐 😏 🙄 😬 😌 😴 😷 🤒 🥳 😕 🙁 😮 😳 🥺 😢 😭 😱 😤 😡 🤯 🤝",
  "👍 👎 👌 ✌️ 🤞 👏 🙌 🙏 💪 👋 ✋ 👉 👆 👇 ✍️ ❤️ 🧡 💛 💚 💙 💜 🖤 💔 ✨ ⭐ 🔥 🎉 🎁 ✅ ❌ ❓ ❗ ⚠️ ⏰ 💯",
  "📦 🚚 🛒 🛍️ 💳 💰 🧾 📄 📎 📷 📱 💻 🖥️ ⌨️ 🖨️ 🔧 🔑 🔒 📧 📞 🏠 🏢 🚗 ✈️ ☕ 🍕 🍎 🌞 🌧️ ❄️ 🌱 🐶 🐱",
].map((set) => set.split(" "));

const COLUMNS = 8;

/** A grid that is one stop for Tab; arrows walk in it. */
export function Emoji({ onPick }: { onPick: (emoji: string) => void }) {
  const box = useRef<HTMLDivElement>(null);
  const walk = (event: KeyboardEvent) => {
    const steps: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: COLUMNS, ArrowUp: -COLUMNS };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const buttons = [...(box.current?.querySelectorAll("button") ?? [])];
    const at = buttons.findIndex((button) => button === document.activeElement);
    buttons[Math.min(Math.max(at + step, 0), buttons.length - 1)]?.focus();
  };
  return (
    <div class="emoji" ref={box} role="group" aria-label={t("composer.emoji")} onKeyDown={walk}>
      {SETS.map((set, row) => (
        <div key={row} class="emoji-set">
          {set.map((emoji, at) => (
            <button key={emoji} type="button" tabIndex={row === 0 && at === 0 ? 0 : -1} onClick={() => onPick(emoji)}>
              {emoji}
            </button>
          ))}
        </div>
      ))}
    </div>
  );
}
