const SPREADS = {
    kills: { label: WORDS.kills, of: (row) => row.kills, step: 2 },
    deaths: { label: WORDS.deaths, of: (row) => row.deaths, step: 2 },
    assists: { label: WORDS.assists, of: (row) => row.assists, step: 2 },
    kda: { label: WORDS.kda, of: (row) => row.kda, step: 2 },
    performance: { label: WORDS.performance, of: (row) => row.performance_score, step: 5 },
};

addBlock({
    id: "distribution",
    page: "player",
    section: "form",
    place: 30,
    isFiltered: true,
    title: { en: "How matches differ", fr: "La dispersion des matchs" },
    source: "marts.player_match_stats: kills, deaths, assists, kda, performance_score, outcome",
    controls: [
        {
            id: "measure",
            label: { en: "Measure", fr: "Mesure" },
            options: Object.entries(SPREADS).map(([value, { label }]) => ({ value, label })),
        },
    ],
    rows(matches, chosen) {
        const { of, step } = SPREADS[chosen.measure];
        const known = matches.filter((row) => of(row) !== null);
        if (!known.length) return [];
        const bins = group(known, (row) => Math.floor(of(row) / step));
        const first = Math.min(...bins.keys());
        // a step without a match has a place too
        const steps = Array.from({ length: Math.max(...bins.keys()) - first + 1 }, (_, place) => first + place);
        return steps.map((place) => {
            const rows = bins.get(place) ?? [];
            return { from: place * step, to: (place + 1) * step, matches: rows.length, win_rate: totals(rows).win_rate };
        });
    },
    columns: () => [
        { key: "from", title: { en: "From", fr: "De" }, format: "count" },
        { key: "to", title: { en: "To below", fr: "À moins de" }, format: "count" },
        { key: "matches", title: WORDS.matches, format: "count" },
        { key: "win_rate", title: WORDS.winRate, format: "percent" },
    ],
    spec: ({ chosen, rows }) => ({
        height: 190,
        mark: "bar",
        encoding: {
            x: { field: "from", type: "ordinal", scale: inOrder(rows.map((row) => row.from)), title: say(SPREADS[chosen.measure].label), axis: { labelAngle: 0 } },
            y: { field: "matches", type: "quantitative", title: say(WORDS.matches) },
            color: { field: "win_rate", type: "quantitative", title: say(WORDS.winRate), legend: { format: ".0%", gradientLength: 120 } },
            tooltip: [
                { field: "from", title: say({ en: "From", fr: "De" }) },
                { field: "matches", title: say(WORDS.matches) },
                { field: "win_rate", title: say(WORDS.winRate), format: ".0%" },
            ],
        },
    }),
});
