/* The filters of a player's page. They select rows; every filtered figure follows from these rows. */

const DAY = 24 * 3600 * 1000;
const PERIODS = [
    { value: "all", label: { en: "all", fr: "toutes" } },
    { value: "30", label: { en: "last 30 days", fr: "30 derniers jours" } },
    { value: "90", label: { en: "last 90 days", fr: "90 derniers jours" } },
    { value: "365", label: { en: "last 12 months", fr: "12 derniers mois" } },
];
const SEASON = "season:";
const ANY = { value: "", label: { en: "all", fr: "tous" } };

const filters = { period: "all", from: "", to: "", playlist: "", ranked: "", mode: "", kind: "players" };
const UNFILTERED = { ...filters };

function isFiltered() {
    return Object.keys(filters).some((name) => filters[name] !== UNFILTERED[name]);
}

function filteredMatches() {
    const own = data.matches.filter((row) => row.is_firefight === (filters.kind === "firefight"));
    const newest = Math.max(0, ...own.slice(-1000).map((row) => row.started_at_local ?? 0));
    const season = filters.period.startsWith(SEASON) ? filters.period.slice(SEASON.length) : null;
    const days = season === null && filters.period !== "all" ? Number(filters.period) : null;
    const from = filters.from ? Date.parse(filters.from) : -Infinity;
    const to = filters.to ? Date.parse(filters.to) + DAY : Infinity;
    return own.filter(
        (row) =>
            (season === null || row.season_name === season) &&
            (days === null || row.started_at_local > newest - days * DAY) &&
            (row.started_at_local ?? 0) >= from &&
            (row.started_at_local ?? 0) < to &&
            (!filters.playlist || row.playlist_id === filters.playlist) &&
            (!filters.mode || row.mode_category === filters.mode) &&
            (!filters.ranked || row.is_ranked === (filters.ranked === "ranked")),
    );
}

/* The values of a column, the most frequent first. */
function choicesOf(column, nameColumn) {
    const groups = group(
        data.matches.filter((row) => row[column] !== null),
        (row) => row[column],
    );
    const found = sorted([...groups], ([, rows]) => -rows.length, ([value]) => value);
    return found.map(([value, rows]) => ({ value, label: localName(rows.at(-1), nameColumn) }));
}

function seasonChoices() {
    const seasons = group(
        data.matches.filter((row) => row.season_name !== null),
        (row) => row.season_name,
    );
    return [...seasons.keys()].reverse().map((name) => ({ value: `${SEASON}${name}`, label: name }));
}

function filterForm(changed) {
    const selects = [
        ["kind", WORDS.matches, [
            { value: "players", label: { en: "against players", fr: "contre des joueurs" } },
            { value: "firefight", label: { en: "firefight", fr: "Baptême du feu" } },
        ]],
        ["period", { en: "Period", fr: "Période" }, [...PERIODS, ...seasonChoices()]],
        ["playlist", WORDS.playlist, [ANY, ...choicesOf("playlist_id", "playlist_name")]],
        ["mode", WORDS.mode, [ANY, ...choicesOf("mode_category", "mode_category")]],
        ["ranked", { en: "Ranked or social", fr: "Classé ou social" }, [
            ANY,
            { value: "ranked", label: { en: "ranked", fr: "classé" } },
            { value: "social", label: { en: "social", fr: "social" } },
        ]],
    ];
    const dates = [
        ["from", { en: "From", fr: "Du" }],
        ["to", { en: "To", fr: "Au" }],
    ];
    const change = (name) => (event) => {
        filters[name] = event.target.value;
        changed();
    };
    const controls = selects.map(([name, label, options]) =>
        element("label", {}, say(label), selectElement(`filter-${name}`, options, filters[name], change(name))),
    );
    const inputs = dates.map(([name, label]) =>
        element("label", {}, say(label),
            element("input", { type: "date", id: `filter-${name}`, value: filters[name], onchange: change(name) })),
    );
    const reset = element("button", {
        type: "button",
        id: "filter-reset",
        onclick: () => {
            Object.assign(filters, UNFILTERED);
            changed(true);
        },
    }, say({ en: "Remove filters", fr: "Retirer les filtres" }));
    return element("form", { class: "filters", onsubmit: (event) => event.preventDefault() }, controls, inputs, reset);
}

function selectElement(id, options, chosen, onchange) {
    const select = element("select", { id, onchange });
    for (const option of options) {
        const selected = option.value === chosen;
        select.append(element("option", { value: option.value, selected }, say(option.label)));
    }
    return select;
}
