/* Elements of the page. Texts become text nodes, so no name of a stranger is ever read as markup. */

function element(tag, attributes = {}, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
        if (value === null || value === undefined || value === false) continue;
        if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
        else made.setAttribute(name, value === true ? "" : String(value));
    }
    made.append(...children.flat().filter((child) => child !== null && child !== undefined));
    return made;
}

/* A name that a player chose: <bdi> keeps its direction of writing to itself. */
function nameElement(name, address = null) {
    const shown = element("bdi", {}, name ?? "–");
    return address ? element("a", { href: address }, shown) : shown;
}

function fill(parent, ...children) {
    parent.replaceChildren(...children.flat().filter(Boolean));
    return parent;
}
