import { useState } from "preact/hooks";
import type { AgentView } from "../../chat/protocol.ts";
import { safeImage } from "../text/safe-url.ts";

/** A face, or the initials where there is none or it cannot be loaded. */
export function Avatar({ agent, size = 32 }: { agent: AgentView; size?: number }) {
  const [broken, setBroken] = useState(false);
  const photo = safeImage(agent.photo_url);
  return (
    <span
      class="avatar"
      style={{ width: `${size}px`, height: `${size}px`, fontSize: `${size * 0.36}px` }}
      aria-hidden="true"
    >
      {photo && !broken ? <img src={photo} alt="" onError={() => setBroken(true)} /> : initials(agent.name)}
    </span>
  );
}

export function Faces({ agents, size = 40 }: { agents: readonly AgentView[]; size?: number }) {
  return (
    <span class="faces">
      {agents.slice(0, 4).map((agent) => (
        <Avatar key={agent.name} agent={agent} size={size} />
      ))}
    </span>
  );
}

function initials(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  const letters = [words[0], words.length > 1 ? words.at(-1) : ""].map((word) => Array.from(word ?? "")[0] ?? "");
  return letters.join("").toLocaleUpperCase();
}
