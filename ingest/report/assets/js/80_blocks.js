/* A block is one card of a page: figures, a chart, a table, or several of them. Each file of
   charts/ adds one with `addBlock`. docs/architecture.md explains the fields ("Add a chart"). */

const blocks = [];

function addBlock(block) {
    blocks.push({ controls: [], isFiltered: false, isWide: false, ...block });
}

function cardElement(block) {
    const parts = {
        values: element("div"),
        chart: block.spec ? element("div", { class: "chart" }) : null,
    };
    // what was chosen stays when the page is written again in another language
    block.chosen ??= Object.fromEntries(block.controls.map((control) => [control.id, control.options[0].value]));
    const chosen = block.chosen;
    const card = element("section", {
        class: block.isWide ? "card wide" : "card",
        id: block.id,
        "aria-labelledby": `${block.id}-title`,
    },
        element("h3", { id: `${block.id}-title` }, say(block.title)),
        block.note ? element("p", { class: "note" }, say(block.note)) : null,
        page.kind === "player" && !block.isFiltered ? element("p", { class: "unfiltered" }, say(block.ignores ?? IGNORES)) : null,
        controlsElement(block, chosen, () => update()),
        parts.chart,
        parts.values,
        sourceElement(block.source),
    );
    const update = () => drawBlock(block, parts, chosen);
    return { card, update };
}

const IGNORES = {
    en: "All matches against players: the filters do not change this.",
    fr: "Tous les matchs contre des joueurs : les filtres n'y changent rien.",
};
const WITH_FIREFIGHT = {
    en: "All matches, firefight included: the filters do not change this.",
    fr: "Tous les matchs, Baptême du feu compris : les filtres n'y changent rien.",
};
const IGNORES_EVERYTHING = { en: "The filters do not change this.", fr: "Les filtres n'y changent rien." };
const NOTHING = { en: "No match fits the filters.", fr: "Aucun match ne correspond aux filtres." };
const NOT_IN_FILM = { en: "The film of this match shows none.", fr: "Le film de ce match n'en montre pas." };

function controlsElement(block, chosen, changed) {
    if (!block.controls.length) return null;
    const labels = block.controls.map((control) => {
        const change = (event) => {
            chosen[control.id] = event.target.value;
            changed();
        };
        const id = `${block.id}-${control.id}`;
        return element("label", {}, `${say(control.label)} `, selectElement(id, control.options, chosen[control.id], change));
    });
    return element("div", { class: "controls" }, labels);
}

function sourceElement(source) {
    const word = say({ en: "Source: ", fr: "Source : " });
    return element("p", { class: "source" }, word, element("code", {}, source));
}

function drawBlock(block, parts, chosen) {
    const matches = block.isFiltered && page.kind === "player" ? filteredMatches() : data.matches;
    const rows = block.rows ? block.rows(matches, chosen) : [];
    const isEmpty = block.rows && !rows.length;
    const values = [];
    if (block.figures) values.push(figuresElement(block.figures(matches, chosen)));
    if (isEmpty) values.push(element("p", { class: "empty" }, say(block.empty ?? (page.kind === "match" ? NOT_IN_FILM : NOTHING))));
    else if (block.columns) values.push(valuesElement(block, rows, chosen));
    fill(parts.values, values);
    if (!parts.chart) return;
    parts.chart.hidden = isEmpty || rows.length < (block.fewest ?? 1);
    if (parts.chart.hidden) forget(parts.chart);
    else drawLater(parts.chart, (width) => block.spec({ chosen, width, rows }), block.marks ? block.marks(rows) : rows);
}

/* Beside a chart the table is folded; alone it is open. */
function valuesElement(block, rows, chosen) {
    const columns = block.columns(chosen);
    const table = () => tableElement({ title: say(block.title), columns, rows, own: block.own, limit: block.limit });
    if (!block.spec) return table();
    const summary = element("summary", {}, say({ en: "Values as a table", fr: "Valeurs en tableau" }));
    const details = element("details", { class: "values" }, summary);
    // 10,000 rows are written only for those who ask for them
    details.addEventListener("toggle", () => details.children.length === 1 && details.append(table()));
    return details;
}

/* figures: [{label, value, hint?}], the value as it is shown */
function figuresElement(figures) {
    const tiles = figures.map((figure) =>
        element("div", { class: "tile" },
            element("dt", {}, say(figure.label)),
            element("dd", {},
                element("div", { class: "value" }, typeof figure.value === "string" ? element("bdi", {}, figure.value) : figure.value),
                figure.hint ? element("div", { class: "hint" }, figure.hint) : null,
            ),
        ),
    );
    return element("dl", { class: "tiles" }, tiles);
}
