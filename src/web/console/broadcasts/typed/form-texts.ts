/** One text of the form with the line breaks that LINE counts. */
export function textIn(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value.replace(/\r\n?/g, '\n') : '';
}

/** The values of every tick whose name begins so. */
export function tickedIn(form: FormData, prefix: string): string[] {
  return [...form].flatMap(([name, value]) =>
    name.startsWith(prefix) && typeof value === 'string' ? [value] : [],
  );
}
