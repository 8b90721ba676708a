const GAPS = {
    kills: { en: "Kills above expected", fr: "Frags au-dessus de l'attendu" },
    deaths: { en: "Deaths above expected", fr: "Morts au-dessus de l'attendu" },
};

addBlock({
    id: "expectation",
    page: "player",
    section: "skill",
    place: 20,
    isFiltered: true,
    title: { en: "Expected against actual", fr: "Attendu et réel" },
    note: {
        en: "What the API expected of this player in each match, beside what happened. Per match, by month.",
        fr: "Ce que l'API attendait de ce joueur à chaque match, et ce qui s'est passé. Par match et par mois.",
    },
    source: "marts.player_match_stats: kills, expected_kills, deaths, expected_deaths · marts.player_expectation",
    rows(matches) {
        const known = matches.filter((row) => isDated(row) && row.expected_kills !== null && row.expected_deaths !== null);
        return [...group(known, monthOf)].map(([month, rows]) => ({
            month,
            matches: rows.length,
            kills: sum(rows, "kills"),
            expected_kills: sum(rows, "expected_kills"),
            kills_gap: ratio(sum(rows, "kills") - sum(rows, "expected_kills"), rows.length),
            deaths: sum(rows, "deaths"),
            expected_deaths: sum(rows, "expected_deaths"),
            deaths_gap: ratio(sum(rows, "deaths") - sum(rows, "expected_deaths"), rows.length),
        }));
    },
    columns: () => [
        { key: "month", title: WORDS.month, format: "month" },
        { key: "matches", title: WORDS.matches, format: "count" },
        { key: "kills", title: WORDS.kills, format: "count" },
        { key: "expected_kills", title: { en: "Expected kills", fr: "Frags attendus" }, format: "decimal1" },
        { key: "kills_gap", title: { en: "Kills ± per match", fr: "Frags ± par match" }, format: "signed2" },
        { key: "deaths", title: WORDS.deaths, format: "count" },
        { key: "expected_deaths", title: { en: "Expected deaths", fr: "Morts attendues" }, format: "decimal1" },
        { key: "deaths_gap", title: { en: "Deaths ± per match", fr: "Morts ± par match" }, format: "signed2" },
    ],
    marks: (rows) =>
        rows.slice(-24).flatMap((row) => [
            { month: row.month, when: format.month(row.month), matches: row.matches, measure: say(GAPS.kills), gap: row.kills_gap },
            { month: row.month, when: format.month(row.month), matches: row.matches, measure: say(GAPS.deaths), gap: row.deaths_gap },
        ]),
    spec: () => ({
        height: 200,
        layer: [
            { mark: { type: "rule" }, encoding: { y: { datum: 0, type: "quantitative" } } },
            {
                mark: "bar",
                encoding: {
                    x: { field: "month", type: "ordinal", timeUnit: "utcyearmonth", title: null, axis: { format: "%b %y", labelAngle: 0, labelOverlap: true } },
                    xOffset: { field: "measure", sort: Object.values(GAPS).map(say) },
                    y: { field: "gap", type: "quantitative", title: say({ en: "per match", fr: "par match" }) },
                    color: { field: "measure", type: "nominal", title: null, sort: Object.values(GAPS).map(say) },
                    tooltip: [
                        { field: "when", title: say(WORDS.month) },
                        { field: "matches", title: say(WORDS.matches) },
                        { field: "gap", title: say({ en: "Per match", fr: "Par match" }), format: "+.2f" },
                    ],
                },
            },
        ],
    }),
});
