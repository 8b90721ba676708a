/* Where the points of a match come from, for each mode. */

const SOURCES_OF_SCORE = {
    kill_score: WORDS.kills,
    assist_score: WORDS.assists,
    objective_score: { en: "Objective", fr: "Objectif" },
    vehicle_score: { en: "Vehicles", fr: "Véhicules" },
};

addBlock({
    id: "objectives",
    page: "player",
    section: "places",
    place: 40,
    isFiltered: true,
    title: { en: "Objectives by mode", fr: "Objectifs par mode" },
    note: { en: "Points per match, by what earned them.", fr: "Points par match, selon leur origine." },
    source: "marts.player_match_stats: mode_category, kill_score, assist_score, objective_score, vehicle_score",
    rows(matches) {
        const known = matches.filter((row) => row.kill_score !== null && row.mode_category !== null);
        const rows = [...group(known, (row) => row.mode_category).values()].map((own) => ({
            name: localName(own[0], "mode_category"),
            matches: own.length,
            ...Object.fromEntries(Object.keys(SOURCES_OF_SCORE).map((key) => [key, mean(own, key)])),
            penalty_score: mean(own, "penalty_score"),
        }));
        return sorted(rows, (row) => -row.objective_score);
    },
    columns: () => [
        { key: "name", title: WORDS.mode, format: "text", name: true },
        { key: "matches", title: WORDS.matches, format: "count" },
        ...Object.entries(SOURCES_OF_SCORE).map(([key, title]) => ({ key, title, format: "count" })),
        { key: "penalty_score", title: { en: "Penalties", fr: "Pénalités" }, format: "count" },
    ],
    marks: (rows) =>
        rows.flatMap((row) =>
            Object.entries(SOURCES_OF_SCORE).map(([key, label], order) => ({ name: row.name, part: say(label), order, points: row[key] })),
        ),
    spec: ({ rows }) => ({
        height: { step: 26 },
        mark: "bar",
        encoding: {
            y: { field: "name", type: "nominal", scale: inOrder(rows.map((row) => row.name)), title: null },
            x: { field: "points", type: "quantitative", title: say({ en: "points per match", fr: "points par match" }) },
            color: { field: "part", type: "nominal", title: null, sort: Object.values(SOURCES_OF_SCORE).map(say), legend: { columns: 4 } },
            order: { field: "order" },
            tooltip: [
                { field: "name", title: say(WORDS.mode) },
                { field: "part", title: say({ en: "Source", fr: "Origine" }) },
                { field: "points", title: say({ en: "Points per match", fr: "Points par match" }), format: ".0f" },
            ],
        },
    }),
});
