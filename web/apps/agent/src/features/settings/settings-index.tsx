import { Navigate } from "@tanstack/react-router";
import { useIsWide } from "@/shared/hooks/use-media";

/** On a wide screen the list alone would leave the page empty. */
export default function SettingsIndex() {
  return useIsWide() ? <Navigate to="/settings/profile" replace /> : null;
}
