interface InFolder {
  folder: string;
  name: string;
}

export interface FolderOf<T> {
  folder: string;
  replies: T[];
}

/** Folders by name, the ones inside after the one around; what lies in none comes last. */
export function byFolder<T extends InFolder>(replies: readonly T[], locale: string): FolderOf<T>[] {
  const { compare } = new Intl.Collator(locale, { numeric: true });
  const folders = new Map<string, T[]>();
  for (const reply of replies) folders.set(reply.folder, [...(folders.get(reply.folder) ?? []), reply]);
  return [...folders]
    .sort(([a], [b]) => Number(a === "") - Number(b === "") || compare(a, b))
    .map(([folder, inside]) => ({ folder, replies: inside.sort((a, b) => compare(a.name, b.name)) }));
}
