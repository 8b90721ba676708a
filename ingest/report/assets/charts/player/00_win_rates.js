/* Win rates with their intervals: maps, modes, playlists and other groups of matches. */

/* A map that was renamed counts once, under its newest name. */
function winRateRows(matches, key, nameColumn) {
    const groups = group(
        matches.filter((row) => row[key] !== null),
        (row) => row[key],
    );
    const rows = [...groups.values()].map((own) => ({ name: localName(own.at(-1), nameColumn), ...totals(own) }));
    return withUniqueNames(sorted(rows, (row) => -row.matches, (row) => row.name));
}

function winRateColumns(title) {
    return [
        { key: "name", title, format: "text", name: true },
        { key: "matches", title: WORDS.matches, format: "count" },
        { key: "win_rate", title: WORDS.winRate, format: "percent" },
        { key: "win_rate_low", title: WORDS.low, format: "percent" },
        { key: "win_rate_high", title: WORDS.high, format: "percent" },
        { key: "kd_ratio", title: WORDS.kd, format: "decimal2" },
        { key: "average_kda", title: WORDS.kda, format: "decimal2" },
        { key: "accuracy", title: WORDS.accuracy, format: "accuracy" },
    ];
}

/* A point for the rate, a bar for the interval of 95 %, and the number of matches at the right. */
function winRateSpec(names) {
    const y = { field: "name", type: "nominal", scale: inOrder(names), title: null, axis: { labelLimit: 150 } };
    const x = { type: "quantitative", scale: { domain: [0, 1] }, axis: { format: ".0%", tickCount: 5 }, title: say(WORDS.winRate) };
    const tooltip = [
        { field: "name", title: " " },
        { field: "matches", title: say(WORDS.matches) },
        { field: "win_rate", title: say(WORDS.winRate), format: ".1%" },
        { field: "win_rate_low", title: say(WORDS.low), format: ".1%" },
        { field: "win_rate_high", title: say(WORDS.high), format: ".1%" },
    ];
    return {
        height: { step: 26 },
        layer: [
            { mark: { type: "rule", strokeDash: [4, 4] }, encoding: { x: { datum: 0.5, type: "quantitative" } } },
            {
                mark: { type: "rule", strokeWidth: 5, opacity: 0.35, color: colour("series-1"), strokeCap: "round" },
                encoding: { y, x: { ...x, field: "win_rate_low" }, x2: { field: "win_rate_high" }, tooltip },
            },
            {
                mark: { type: "point", color: colour("series-1"), opacity: 1 },
                encoding: { y, x: { ...x, field: "win_rate" }, size: { field: "matches", type: "quantitative", legend: null, scale: { range: [40, 220] } }, tooltip },
            },
            {
                mark: { type: "text", align: "left", dx: 8, fontSize: 11, color: colour("ink-soft") },
                encoding: { y, x: { value: "width" }, text: { field: "matches", type: "quantitative" } },
            },
        ],
    };
}

function addWinRates({ id, place, title, key, column, columnTitle }) {
    addBlock({
        id,
        page: "player",
        section: "places",
        place,
        isFiltered: true,
        title,
        note: {
            en: "The bar is the interval in which the true rate lies with a probability of 95 %. The number at the right is that of the matches.",
            fr: "La barre est l'intervalle où se trouve le vrai taux avec une probabilité de 95 %. Le nombre à droite est celui des matchs.",
        },
        source: `marts.player_match_stats: ${key}, ${column}, outcome, kills, deaths, kda · report.win_rate_intervals`,
        rows: (matches) => winRateRows(matches, key, column),
        columns: () => winRateColumns(columnTitle),
        spec: ({ rows }) => winRateSpec(rows.map((row) => row.name).slice(0, 20)),
        marks: (rows) => rows.slice(0, 20),
    });
}
