import { Button } from "@rapport/ui";
import { Ban } from "lucide-react";
import { useState } from "react";
import { useI18n } from "@/i18n";
import { useCan } from "@/shared/session";
import { MAY_BLOCK, type Blockable } from "./block";
import { BlockDialog } from "./block-dialog";

/** For those who may: to keep this visitor out. Nothing where nothing is known by which they could be kept out. */
export function BlockButton({ visitor, size = "md" }: { visitor: Blockable; size?: "sm" | "md" }) {
  const { t } = useI18n();
  const can = useCan();
  const [open, setOpen] = useState(false);
  if (!MAY_BLOCK.some(can) || (visitor.ip === "" && visitor.country === "")) return null;
  return (
    <>
      <Button size={size} icon={<Ban size={14} aria-hidden />} onClick={() => setOpen(true)}>
        {t("blocks.block")}
      </Button>
      {open && <BlockDialog visitor={visitor} onClose={() => setOpen(false)} />}
    </>
  );
}
