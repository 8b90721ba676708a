/* Weekday and hour of the player's time zone. */

addBlock({
    id: "when",
    page: "player",
    section: "time",
    place: 10,
    isFiltered: true,
    title: { en: "Weekday and hour", fr: "Jour et heure" },
    note: {
        en: "When matches began, in the time zone of the player.",
        fr: "Quand les matchs ont commencé, dans le fuseau horaire du joueur.",
    },
    source: "marts.player_match_stats: local_weekday, local_hour, outcome",
    controls: [
        {
            id: "colour",
            label: { en: "Colour", fr: "Couleur" },
            options: [
                { value: "matches", label: WORDS.matches },
                { value: "win_rate", label: WORDS.winRate },
            ],
        },
    ],
    rows(matches) {
        const cells = group(matches.filter(isDated), (row) => row.local_weekday * 24 + row.local_hour);
        const rows = [...cells.values()].map((own) => ({ weekday: own[0].local_weekday, hour: own[0].local_hour, ...totals(own) }));
        return sorted(rows, (row) => row.weekday, (row) => row.hour);
    },
    columns: () => [
        { key: "weekday", title: WORDS.day, format: "weekday" },
        { key: "hour", title: WORDS.hour, format: "count" },
        { key: "matches", title: WORDS.matches, format: "count" },
        { key: "win_rate", title: WORDS.winRate, format: "percent" },
        { key: "average_kda", title: WORDS.kda, format: "decimal2" },
    ],
    marks: (rows) => rows.map((row) => ({ ...row, name: format.weekday(row.weekday) })),
    spec: ({ chosen }) => ({
        height: { step: 26 },
        mark: { type: "rect", cornerRadius: 3 },
        encoding: {
            x: { field: "hour", type: "ordinal", title: say(WORDS.hour), axis: { labelAngle: 0, labelOverlap: true }, scale: { domain: Array.from({ length: 24 }, (_, hour) => hour) } },
            y: { field: "name", type: "nominal", sort: WEEKDAYS[settings.language], title: null, scale: { domain: WEEKDAYS[settings.language] } },
            color: {
                field: chosen.colour,
                type: "quantitative",
                title: null,
                legend: { format: chosen.colour === "win_rate" ? ".0%" : "d", gradientLength: 140 },
            },
            tooltip: [
                { field: "name", title: say(WORDS.day) },
                { field: "hour", title: say(WORDS.hour) },
                { field: "matches", title: say(WORDS.matches) },
                { field: "win_rate", title: say(WORDS.winRate), format: ".0%" },
                { field: "average_kda", title: say(WORDS.kda), format: ".2f" },
            ],
        },
    }),
});
