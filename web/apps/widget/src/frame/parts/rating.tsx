import { useEffect, useRef, useState } from "preact/hooks";
import type { ChatView } from "../../chat/protocol.ts";
import { useUi, useUiState } from "../context.ts";
import { t, type Key } from "../i18n.ts";
import { Icon } from "../icons.tsx";
import { problemWords } from "./problem-words.ts";

const STARS = [1, 2, 3, 4, 5] as const;

/** How it was: asked once the chat has ended. */
export function Rating({ chat }: { chat: ChatView }) {
  const ui = useUi();
  const asked = useUiState(({ site }) => site.rating ?? false);
  const [stars, setStars] = useState(chat.rating ?? 0);
  const [comment, setComment] = useState("");
  const [problem, setProblem] = useState<string>();
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.scrollIntoView({ block: "nearest" }), [stars]);
  if (!asked || chat.state !== "ended") return null;
  if (chat.rating) {
    return (
      <div class="rating" role="status">
        <strong>{t("rating.thanks")}</strong>
        <span class="stars" role="img" aria-label={t(`rating.${chat.rating}` as Key)}>
          {STARS.map((value) => (
            <span key={value} class={value <= (chat.rating ?? 0) ? "star on" : "star"}>
              <Icon name="star" size={22} />
            </span>
          ))}
        </span>
      </div>
    );
  }
  const send = async (event: Event) => {
    event.preventDefault();
    setProblem(undefined);
    try {
      await ui.client.rate(chat.token, stars, comment.trim());
    } catch (error) {
      setProblem(problemWords(error));
    }
  };
  return (
    <form class="rating" ref={form} onSubmit={(event) => void send(event)}>
      <fieldset>
        <legend>{t("rating.question")}</legend>
        <div class="stars">
          {STARS.map((value) => (
            <label key={value} class={value <= stars ? "star on" : "star"} title={t(`rating.${value}`)}>
              <input
                type="radio"
                name="rating"
                value={value}
                checked={stars === value}
                onChange={() => setStars(value)}
              />
              <span class="sr">{t(`rating.${value}`)}</span>
              <Icon name="star" size={30} />
            </label>
          ))}
        </div>
      </fieldset>
      {stars > 0 && (
        <>
          <span class="verdict" aria-hidden="true">
            {t(`rating.${stars}` as Key)}
          </span>
          <textarea
            rows={2}
            maxLength={2000}
            aria-label={t("rating.comment")}
            placeholder={t("rating.comment")}
            value={comment}
            onInput={(event) => setComment(event.currentTarget.value)}
          />
          {problem && <span class="wrong">{problem}</span>}
          <button type="submit" class="primary">
            {t("action.send")}
          </button>
        </>
      )}
    </form>
  );
}
