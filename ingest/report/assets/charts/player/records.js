/* The best matches under the filters: the page only sorts them. */

const RECORDS = {
    kills: { label: WORDS.kills, format: "count" },
    assists: { label: WORDS.assists, format: "count" },
    kda: { label: WORDS.kda, format: "decimal2" },
    max_killing_spree: { label: WORDS.spree, format: "count" },
    damage_dealt: { label: WORDS.damage, format: "count" },
    perfect_kills: { label: { en: "Perfect kills", fr: "Frags parfaits" }, format: "count" },
    personal_score: { label: { en: "Personal score", fr: "Score personnel" }, format: "count" },
    performance_score: { label: WORDS.performance, format: "decimal1" },
};

addBlock({
    id: "records",
    page: "player",
    section: "records",
    place: 10,
    isFiltered: true,
    title: { en: "Records", fr: "Records" },
    source: `marts.player_match_stats: ${Object.keys(RECORDS).join(", ")}`,
    controls: [
        {
            id: "measure",
            label: { en: "Measure", fr: "Mesure" },
            options: Object.entries(RECORDS).map(([value, { label }]) => ({ value, label })),
        },
        {
            id: "end",
            label: { en: "Show", fr: "Afficher" },
            options: [
                { value: "best", label: { en: "the highest", fr: "les plus hauts" } },
                { value: "worst", label: { en: "the lowest", fr: "les plus bas" } },
            ],
        },
    ],
    rows(matches, chosen) {
        const known = matches.filter((row) => row[chosen.measure] !== null);
        const way = chosen.end === "best" ? -1 : 1;
        const first = sorted(known, (row) => way * row[chosen.measure], (row) => row.started_at_local).slice(0, 10);
        return first.map((row) => ({ ...row, value: row[chosen.measure], map: localName(row, "map_name"), mode: localName(row, "mode_category") }));
    },
    columns: (chosen) => [
        { key: "value", title: RECORDS[chosen.measure].label, format: RECORDS[chosen.measure].format },
        { key: "started_at_local", title: WORDS.date, format: "dateTime", link: (row) => matchAddress(row.match_id) },
        { key: "map", title: WORDS.map, format: "text", name: true },
        { key: "mode", title: WORDS.mode, format: "text", name: true },
        { key: "outcome", title: WORDS.result, format: "outcome" },
    ],
});

const STREAKS = {
    win: { en: "Wins in a row", fr: "Victoires d'affilée" },
    loss: { en: "Losses in a row", fr: "Défaites d'affilée" },
};

addBlock({
    id: "streaks",
    page: "player",
    section: "records",
    place: 20,
    title: { en: "Streaks", fr: "Séries" },
    source: "marts.player_streaks: streak_type, matches, started_at_local, is_current",
    rows: () =>
        sorted(data.streaks, (row) => -row.is_current, (row) => -row.matches).map((row) => ({
            ...row,
            kind: say(STREAKS[row.streak_type] ?? row.streak_type),
            current: row.is_current ? say({ en: "going on", fr: "en cours" }) : "",
        })),
    columns: () => [
        { key: "kind", title: { en: "Streak", fr: "Série" }, format: "text" },
        { key: "matches", title: WORDS.matches, format: "count" },
        { key: "started_at_local", title: WORDS.since, format: "date" },
        { key: "current", title: { en: "Now", fr: "Maintenant" }, format: "text" },
    ],
});
