/* Tables that can be sorted by a click or a key on the head of a column. */

const FIRST_ROWS = 15;

/* columns: [{key, title, format, value?, name?, link?, tone?}] */
function tableElement({ title, columns, rows, own, limit = FIRST_ROWS }) {
    const state = { key: null, isDescending: true, shown: limit };
    const body = element("tbody");
    const heads = columns.map((column) => headElement(column));
    const more = element("button", { type: "button", class: "more", onclick: showAll });
    const table = element("table", {},
        element("caption", {}, title),
        element("thead", {}, element("tr", {}, heads)),
        body,
    );
    draw();
    return element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": title }, table, more);

    function headElement(column) {
        const sort = () => {
            state.isDescending = state.key === column.key ? !state.isDescending : isNumeric(column);
            state.key = column.key;
            draw();
        };
        const label = element("button", { type: "button", onclick: sort }, say(column.title));
        return element("th", { scope: "col", class: isNumeric(column) ? "number" : null }, label);
    }

    function draw() {
        columns.forEach((column, place) => {
            const way = state.isDescending ? "descending" : "ascending";
            if (column.key === state.key) heads[place].setAttribute("aria-sort", way);
            else heads[place].removeAttribute("aria-sort");
        });
        let ordered = rows;
        if (state.key !== null) {
            const known = rows.filter((row) => row[state.key] !== null && row[state.key] !== undefined);
            const unknown = rows.filter((row) => row[state.key] === null || row[state.key] === undefined);
            const ascending = sorted(known, (row) => row[state.key]);
            ordered = [...(state.isDescending ? ascending.reverse() : ascending), ...unknown];
        }
        fill(body, ordered.slice(0, state.shown).map((row) => rowElement(row, columns, own)));
        more.hidden = rows.length <= state.shown;
        more.textContent = say({ en: `Show all ${rows.length}`, fr: `Afficher les ${rows.length}` });
    }

    function showAll() {
        state.shown = rows.length;
        draw();
    }
}

function isNumeric(column) {
    return NUMBERS.has(column.format);
}

function rowElement(row, columns, own) {
    const cells = columns.map((column) => {
        const value = row[column.key];
        const link = column.link?.(row) ?? null;
        if (column.name) return element("td", { class: "name" }, column.before?.(row) ?? null, nameElement(value, link), column.mark?.(row) ?? null);
        const shown = format[column.format](value);
        // what is written as 0 is neither good nor bad
        const tone = column.tone && Math.abs(value) >= 0.05 ? (value > 0 ? "good" : "bad") : null;
        const kinds = [isNumeric(column) ? "number" : null, tone].filter(Boolean).join(" ");
        return element("td", { class: kinds || null }, link ? element("a", { href: link }, shown) : shown);
    });
    return element("tr", { class: own?.(row) ? "own" : null }, cells);
}
