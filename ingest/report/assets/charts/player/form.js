/* One measure over time: per match, moving, per session or per month. */

const MEASURES = {
    kd: { label: WORDS.kd, format: "decimal2", axis: ".2f", of: (rows) => totals(rows).kd_ratio },
    kda: { label: WORDS.kda, format: "decimal2", axis: ".2f", of: (rows) => mean(rows, "kda") },
    win: { label: WORDS.winRate, format: "percent", axis: ".0%", of: (rows) => ratio(count(rows, (row) => row.outcome === WIN), rows.length) },
    accuracy: { label: WORDS.accuracy, format: "accuracy", axis: ".0f", of: (rows) => ratio(100 * sum(rows, "shots_hit"), sum(rows, "shots_fired")) },
    performance: { label: WORDS.performance, format: "decimal1", axis: ".0f", of: (rows) => mean(rows, "performance_score") },
};
const MOVING = 20;
const NEWEST = 500; // with more points than this, single ones cannot be seen

/* The API can fail to say when a match began. */
function isDated(row) {
    return row.started_at_local !== null;
}

function monthOf(row) {
    const day = new Date(row.started_at_local);
    return Date.UTC(day.getUTCFullYear(), day.getUTCMonth());
}

function formGroups(matches, view) {
    if (view === "month") return [...group(matches, monthOf).values()];
    if (view === "session") return [...group(matches.filter((row) => row.session_id !== null), (row) => row.session_id).values()].slice(-NEWEST);
    // with few matches the window grows, so that there is a line at all
    const fewest = matches.length > 2 * MOVING ? MOVING : Math.min(5, matches.length);
    const size = view === "moving" ? MOVING : 1;
    const first = Math.max(view === "moving" ? fewest - 1 : 0, matches.length - NEWEST);
    return matches.slice(first).map((_, place) => matches.slice(Math.max(0, first + place + 1 - size), first + place + 1));
}

addBlock({
    id: "form",
    page: "player",
    section: "form",
    place: 20,
    isWide: true,
    isFiltered: true,
    title: { en: "Form over time", fr: "La forme dans le temps" },
    note: {
        en: `A moving value covers ${MOVING} matches. Single matches and sessions show the newest ${NEWEST}.`,
        fr: `Une valeur glissante couvre ${MOVING} matchs. Matchs et sessions : les ${NEWEST} derniers.`,
    },
    source: "marts.player_match_stats: started_at_local, session_id, outcome, kills, deaths, kda, shots_hit, shots_fired, performance_score",
    controls: [
        {
            id: "measure",
            label: { en: "Measure", fr: "Mesure" },
            options: Object.entries(MEASURES).map(([value, { label }]) => ({ value, label })),
        },
        {
            id: "view",
            label: { en: "Each point is", fr: "Chaque point est" },
            options: [
                { value: "moving", label: { en: "20 matches, moving", fr: "20 matchs, glissant" } },
                { value: "match", label: { en: "a match", fr: "un match" } },
                { value: "session", label: { en: "a session", fr: "une session" } },
                { value: "month", label: { en: "a month", fr: "un mois" } },
            ],
        },
    ],
    rows(matches, chosen) {
        const groups = formGroups(matches.filter(isDated), chosen.view);
        return groups.map((rows, place) => {
            const time = chosen.view === "month" ? monthOf(rows[0]) : rows.at(-1).started_at_local;
            return {
                place: matches.length - groups.length + place + 1, // a match has its own number
                time,
                when: chosen.view === "month" ? format.month(time) : format.dateTime(time),
                matches: rows.length,
                value: MEASURES[chosen.measure].of(rows),
            };
        });
    },
    columns: (chosen) => [
        { key: "time", title: WORDS.date, format: chosen.view === "month" ? "month" : "dateTime" },
        { key: "matches", title: WORDS.matches, format: "count" },
        { key: "value", title: MEASURES[chosen.measure].label, format: MEASURES[chosen.measure].format },
    ],
    spec({ chosen, rows }) {
        const measure = MEASURES[chosen.measure];
        const isByTime = chosen.view === "month" || chosen.view === "session";
        const x = isByTime
            ? timeAxis(rows, "time")
            : { field: "place", type: "quantitative", title: say({ en: "matches, oldest first", fr: "matchs, du plus ancien au plus récent" }), scale: { nice: false }, axis: { grid: false, tickMinStep: 1 } };
        const y = { field: "value", type: "quantitative", scale: { zero: false }, title: say(measure.label), axis: { format: measure.axis } };
        const tooltip = [
            { field: "when", title: say(WORDS.date) },
            { field: "matches", type: "quantitative", title: say(WORDS.matches) },
            { field: "value", type: "quantitative", title: say(measure.label), format: measure.axis },
        ];
        const isLine = chosen.view === "moving" || chosen.view === "month";
        const isBusy = rows.length > 60;
        const point = { type: "point", size: isBusy ? 30 : 60, opacity: isLine && isBusy ? 0 : 0.75 };
        const size = { field: "matches", type: "quantitative", legend: null, scale: { range: [20, 200] } };
        const overall = measure.of(filteredMatches());
        return {
            height: 240,
            encoding: { x, y },
            layer: [
                // single matches and sessions lie too far apart for a line
                { mark: { type: "line", opacity: isLine ? 1 : 0 } },
                { mark: point, encoding: chosen.view === "session" ? { tooltip, size } : { tooltip } },
                { mark: { type: "rule", strokeDash: [4, 4] }, encoding: { x: null, y: { datum: overall, type: "quantitative" } } },
                {
                    data: { values: [{ overall, text: say({ en: `all: ${format[measure.format](overall)}`, fr: `tous : ${format[measure.format](overall)}` }) }] },
                    mark: { type: "text", align: "right", dy: -7, fontSize: 11 },
                    encoding: { x: { value: "width" }, y: { field: "overall", type: "quantitative" }, text: { field: "text" } },
                },
            ],
        };
    },
});
