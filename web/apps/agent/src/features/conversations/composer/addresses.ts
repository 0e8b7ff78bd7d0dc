import type { AddressView } from "@rapport/api";

/** Enough to catch slips; whether an address exists only its mail server knows. */
const ADDRESS = /^[^\s@<>,;"]+@[^\s@<>,;"]+\.[^\s@<>,;"]+$/u;

function isAddress(text: string): boolean {
  return ADDRESS.test(text);
}

/** Reads what people paste: `a@b.c`, `Name <a@b.c>`, several of them with commas, semicolons or line breaks. */
export function parseAddresses(text: string): { addresses: AddressView[]; rest: string } {
  const addresses: AddressView[] = [];
  const rest: string[] = [];
  for (const part of text.split(/[,;\n]+/u)) {
    const piece = part.trim();
    if (piece === "") continue;
    const named = /^"?(.*?)"?\s*<([^<>]+)>$/u.exec(piece);
    const address = (named?.[2] ?? piece).trim();
    if (isAddress(address)) addresses.push({ name: named?.[1]?.trim() ?? "", address });
    else rest.push(piece);
  }
  return { addresses, rest: rest.join(", ") };
}

/** As it stands in mail programs. */
export function formatAddress({ name, address }: AddressView): string {
  return name && name !== address ? `${name} <${address}>` : address;
}

/** The lists without doubles; letter case does not make another mailbox in practice. */
export function addAddresses(list: readonly AddressView[], fresh: readonly AddressView[]): AddressView[] {
  const known = new Set(list.map((item) => item.address.toLowerCase()));
  const added = fresh.filter((item) => {
    const key = item.address.toLowerCase();
    if (known.has(key)) return false;
    known.add(key);
    return true;
  });
  return [...list, ...added];
}
