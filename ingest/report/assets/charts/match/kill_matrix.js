function pairCounts() {
    const pairs = group(
        data.events.filter((row) => row.event === "kill" && row.victim_xuid !== null),
        (row) => `${row.xuid} ${row.victim_xuid}`,
    );
    return [...pairs.values()].map((rows) => ({
        killer_xuid: rows[0].xuid,
        victim_xuid: rows[0].victim_xuid,
        killer: personName(rows[0].xuid, rows[0].gamertag),
        victim: personName(rows[0].victim_xuid, rows[0].victim_gamertag),
        kills: rows.length,
        certain: count(rows, (row) => row.pair_quality === "certain"),
    }));
}

function rosterNames() {
    return sorted(data.roster.filter((row) => row.xuid), ...boardOrder()).map((row) => row.gamertag ?? row.xuid);
}

addBlock({
    id: "kill-matrix",
    page: "match",
    section: "fights",
    place: 10,
    isShown: () => pairCounts().length > 0,
    title: { en: "Kill matrix", fr: "Matrice des frags" },
    note: { en: "Row: who killed. Column: who was killed.", fr: "Ligne : qui a tué. Colonne : qui a été tué." },
    source: "core.killer_victim_pairs: killer_xuid, victim_xuid, pair_quality",
    rows: () => sorted(pairCounts(), (row) => -row.kills, (row) => row.killer),
    columns: () => [
        { key: "killer", title: { en: "Killer", fr: "Tueur" }, format: "text", name: true },
        { key: "victim", title: { en: "Victim", fr: "Victime" }, format: "text", name: true },
        { key: "kills", title: WORDS.kills, format: "count" },
        { key: "certain", title: { en: "Certain", fr: "Certains" }, format: "count" },
    ],
    spec: () => ({
        height: { step: 26 },
        padding: { right: 45 }, // for the last name, which leans out
        encoding: {
            y: { field: "killer", type: "nominal", scale: inOrder(rosterNames()), title: null },
            x: { field: "victim", type: "nominal", scale: inOrder(rosterNames()), title: null, axis: { orient: "top", labelAngle: -40, labelLimit: 100, labelOverlap: false } },
            tooltip: [
                { field: "killer", title: say({ en: "Killer", fr: "Tueur" }) },
                { field: "victim", title: say({ en: "Victim", fr: "Victime" }) },
                { field: "kills", title: say(WORDS.kills) },
            ],
        },
        layer: [
            { mark: { type: "rect", cornerRadius: 3 }, encoding: { color: { field: "kills", type: "quantitative", legend: null, scale: { domainMin: 0 } } } },
            { mark: { type: "text", fontSize: 12 }, encoding: { text: { field: "kills" }, color: inkScale() } },
        ],
        resolve: { scale: { color: "independent" } },
    }),
    marks: (rows) => inkOfCells(rows, "kills"),
});

addBlock({
    id: "duels",
    page: "match",
    section: "fights",
    place: 20,
    isShown: () => pairCounts().length > 0,
    title: { en: "Duels", fr: "Duels" },
    note: { en: "Two players who killed each other, the busiest first.", fr: "Deux joueurs qui se sont entretués, les plus actifs d'abord." },
    source: "core.killer_victim_pairs: killer_xuid, victim_xuid",
    rows() {
        const counts = new Map(pairCounts().map((row) => [`${row.killer_xuid} ${row.victim_xuid}`, row]));
        const rows = [...counts.values()].map((row) => {
            const back = counts.get(`${row.victim_xuid} ${row.killer_xuid}`)?.kills ?? 0;
            return { one: row.killer, other: row.victim, kills: row.kills, deaths: back, net: row.kills - back, total: row.kills + back, row };
        });
        // a duel is written once, from the side of the one who won it
        const once = rows.filter(({ net, row }) => net > 0 || (net === 0 && row.killer_xuid < row.victim_xuid));
        return sorted(once, (row) => -row.total, (row) => -row.net, (row) => row.one);
    },
    columns: () => [
        { key: "one", title: WORDS.player, format: "text", name: true },
        { key: "kills", title: WORDS.kills, format: "count" },
        { key: "deaths", title: { en: "Kills back", fr: "Frags en retour" }, format: "count" },
        { key: "other", title: { en: "Against", fr: "Contre" }, format: "text", name: true },
    ],
});

addBlock({
    id: "trades",
    page: "match",
    section: "fights",
    place: 30,
    isWide: true,
    isShown: () => data.roster.some((row) => row.film_deaths !== null),
    title: { en: "Trades", fr: "Vengeances" },
    note: { en: "How often a death was avenged: its killer died soon after.", fr: "Combien de morts ont été vengées : le tueur est mort peu après." },
    source: "core.trades: is_avenged, avenger_xuid",
    own: (row) => row.is_tracked,
    rows: () =>
        sorted(data.roster.filter((row) => row.film_deaths !== null), (row) => -row.trades).map((row) => ({
            ...row,
            name: row.gamertag ?? row.xuid,
            team: teamName(row.team_id),
            avenged_rate: ratio(row.deaths_avenged, row.film_deaths),
        })),
    columns: () => [
        { key: "name", title: WORDS.player, format: "text", name: true },
        { key: "team", title: WORDS.team, format: "text" },
        { key: "film_deaths", title: { en: "Deaths in the film", fr: "Morts dans le film" }, format: "count" },
        { key: "deaths_avenged", title: { en: "Avenged", fr: "Vengées" }, format: "count" },
        { key: "avenged_rate", title: { en: "Share", fr: "Part" }, format: "percent" },
        { key: "trades", title: { en: "Avenged team mates", fr: "Coéquipiers vengés" }, format: "count" },
    ],
});
