/** A picture stands in a page between two comments: `<!-- picture: NAME -->` and `<!-- end -->`. */
const PICTURE = /(<!-- picture: (\S+) -->\n)(.*?)(<!-- end -->)/gs;

/**
 * Puts pictures into their places in a page.
 *
 * @returns the page, and the names of the pictures that were not what they should be.
 * @throws Error if the page has no place for a picture, or one for a picture that there is not.
 */
export function putPictures(
  page: string,
  pictures: Readonly<Record<string, string>>,
): { page: string; changed: string[] } {
  const changed: string[] = [];
  const left = new Set(Object.keys(pictures));
  const drawn = page.replace(PICTURE, (_, before, name, old, after) => {
    const picture = pictures[name];
    if (picture === undefined) throw new Error(`There is no picture "${name}".`);
    left.delete(name);
    if (`${picture}\n` !== old) changed.push(name);
    return `${before}${picture}\n${after}`;
  });
  if (left.size > 0) throw new Error(`The page has no place for: ${[...left].join(', ')}.`);
  return { page: drawn, changed };
}
