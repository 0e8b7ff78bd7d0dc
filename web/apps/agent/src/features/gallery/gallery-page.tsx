import { Select } from "@rapport/ui";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTitle } from "@/shared/hooks/use-title";
import { restoreLook, showLook, type Look } from "@/shared/theme";
import { Buttons, Checkboxes, Fields, IconButtons, Keys, Switches } from "./controls";
import { Floating } from "./floating";
import { showPseudoStates } from "./pseudo-states";
import { Avatars, Badges, Notices, Tables, TabsAndPanes, Waiting } from "./showing";
import { Surfaces } from "./surfaces";

const route = getRouteApi("/dev/ui");

const CHOICES = {
  theme: ["light", "dark"],
  contrast: ["standard", "more"],
  density: ["comfortable", "compact"],
} as const satisfies { [K in keyof Look]: readonly Look[K][] };

/**
 * Every component in every state, for those who build the product; in English only. The address says in which look, so
 * that a picture of each can be taken.
 */
export default function GalleryPage() {
  const look = route.useSearch();
  const navigate = useNavigate();
  const { theme, contrast, density } = look;
  useTitle("Components");
  useEffect(showPseudoStates, []);
  useEffect(() => {
    showLook({ theme, contrast, density });
    return restoreLook;
  }, [theme, contrast, density]);
  return (
    <main className="h-full overflow-y-auto bg-canvas px-6 pb-10 max-md:px-3">
      <header className="flex flex-wrap items-center gap-3 py-4">
        <h1 className="flex-1 text-xl font-semibold">Components</h1>
        {(Object.keys(CHOICES) as (keyof Look)[]).map((kind) => (
          <Select
            key={kind}
            aria-label={kind}
            className="w-36"
            value={look[kind]}
            onChange={(event) => void navigate({ to: "/dev/ui", search: { ...look, [kind]: event.target.value } })}
          >
            {CHOICES[kind].map((choice) => (
              <option key={choice}>{choice}</option>
            ))}
          </Select>
        ))}
      </header>
      <div className="gap-4 *:mb-4 lg:columns-2">
        <Buttons />
        <IconButtons />
        <Checkboxes />
        <Switches />
        <Badges />
        <Avatars />
        <Keys />
        <Floating />
        <Surfaces />
        <Fields />
        <Notices />
        <Waiting />
        <Tables />
        <TabsAndPanes />
      </div>
    </main>
  );
}
