/**
 * Makes an element. Text is always text: nothing that came by mail is ever read as HTML.
 * @param {string} tag `div`, or `div.name` with a class, or an SVG tag when `properties.svg` is set.
 * @param {Record<string, unknown>} [properties] attributes; `on…` are listeners; null, undefined and false are left out.
 * @param {...(Node | string | null | undefined | false)} children
 */
export function element(tag, properties = {}, ...children) {
  const { svg, ...attributes } = properties;
  const [name, ...classes] = tag.split('.');
  const made = svg
    ? document.createElementNS('http://www.w3.org/2000/svg', name)
    : document.createElement(name);
  if (classes.length > 0) made.setAttribute('class', classes.join(' '));
  for (const [key, value] of Object.entries(attributes)) set(made, key, value);
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

export function svg(tag, attributes = {}, ...children) {
  return element(tag, { ...attributes, svg: true }, ...children);
}

function set(made, key, value) {
  if (value === null || value === undefined || value === false) return;
  if (key.startsWith('on')) made.addEventListener(key.slice(2), value);
  else made.setAttribute(key, value === true ? '' : String(value));
}

export function byId(id) {
  return document.getElementById(id);
}
