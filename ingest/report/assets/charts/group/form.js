/* The tracked players beside each other, month by month. */

const GROUP_MEASURES = {
    win_rate: { label: WORDS.winRate, format: "percent", axis: ".0%", of: (rows) => ratio(sum(rows, "wins"), sum(rows, "rated_matches")) },
    kd: { label: WORDS.kd, format: "decimal2", axis: ".2f", of: (rows) => sum(rows, "kills") / Math.max(sum(rows, "deaths"), 1) },
    matches: { label: WORDS.matches, format: "count", axis: "d", of: (rows) => sum(rows, "rated_matches") },
};
const MONTHS = 24;

addBlock({
    id: "group-form",
    page: "index",
    section: "players",
    place: 15,
    isWide: true,
    title: { en: "Form of the group", fr: "Forme du groupe" },
    note: { en: `Each month of the last ${MONTHS}, without firefight.`, fr: `Chaque mois des ${MONTHS} derniers, sans le Baptême du feu.` },
    source: "marts.player_match_stats: local_date, outcome, kills, deaths",
    controls: [
        { id: "measure", label: { en: "Measure", fr: "Mesure" }, options: Object.entries(GROUP_MEASURES).map(([value, { label }]) => ({ value, label })) },
    ],
    rows(_, chosen) {
        const month = (row) => {
            const day = new Date(row.local_date);
            return Date.UTC(day.getUTCFullYear(), day.getUTCMonth());
        };
        const days = data.days.filter((row) => row.local_date !== null && row.rated_matches > 0);
        const oldest = sorted([...new Set(days.map(month))], (one) => -one).slice(0, MONTHS).at(-1);
        const recent = days.filter((row) => month(row) >= oldest);
        const cells = group(recent, (row) => `${row.xuid} ${month(row)}`);
        const rows = [...cells.values()].map((own) => ({
            name: own[0].gamertag ?? own[0].xuid,
            month: month(own[0]),
            when: format.month(month(own[0])),
            matches: sum(own, "rated_matches"),
            value: GROUP_MEASURES[chosen.measure].of(own),
        }));
        return sorted(rows, (row) => row.month, (row) => row.name);
    },
    columns: (chosen) => [
        { key: "month", title: WORDS.month, format: "month" },
        { key: "name", title: WORDS.player, format: "text", name: true },
        { key: "matches", title: WORDS.matches, format: "count" },
        { key: "value", title: GROUP_MEASURES[chosen.measure].label, format: GROUP_MEASURES[chosen.measure].format },
    ],
    spec({ chosen, rows }) {
        const measure = GROUP_MEASURES[chosen.measure];
        return {
            height: 230,
            mark: { type: "line", point: { size: 60 } },
            encoding: {
                x: { ...timeAxis(rows, "month"), axis: { format: "%b %Y", tickCount: "month" } },
                y: { field: "value", type: "quantitative", scale: { zero: false }, title: say(measure.label), axis: { format: measure.axis } },
                color: { field: "name", type: "nominal", title: null },
                strokeDash: { field: "name", type: "nominal", title: null },
                tooltip: [
                    { field: "name", title: say(WORDS.player) },
                    { field: "when", title: say(WORDS.month) },
                    { field: "matches", title: say(WORDS.matches) },
                    { field: "value", title: say(measure.label), format: measure.axis },
                ],
            },
        };
    },
});
