/* The first ranks of the six tiers, in CSR. */
const TIERS = [
    [0, "Bronze"], [300, "Silver"], [600, "Gold"], [900, "Platinum"], [1200, "Diamond"], [1500, "Onyx"],
];

addBlock({
    id: "csr",
    page: "player",
    section: "skill",
    place: 10,
    isWide: true,
    isFiltered: true,
    title: { en: "CSR over time", fr: "CSR dans le temps" },
    note: { en: "The last value of each day. A dashed line is the beginning of a tier, where one is in view.", fr: "La dernière valeur de chaque jour. Une ligne pointillée est le début d'un palier, s'il est dans le cadre." },
    source: "marts.player_match_stats: started_at_local, playlist_name, post_match_csr",
    rows(matches) {
        // -1 and 0 mean that the player is not placed yet
        const placed = matches.filter((row) => isDated(row) && row.post_match_csr > 0);
        const days = group(placed, (row) => `${Math.floor(row.started_at_local / DAY)} ${row.playlist_name}`);
        return [...days.values()].map((rows) => ({
            time: rows.at(-1).started_at_local,
            when: format.date(rows.at(-1).started_at_local),
            name: localName(rows.at(-1), "playlist_name"),
            matches: rows.length,
            csr: rows.at(-1).post_match_csr,
        }));
    },
    columns: () => [
        { key: "time", title: WORDS.date, format: "date" },
        { key: "name", title: WORDS.playlist, format: "text", name: true },
        { key: "matches", title: WORDS.matches, format: "count" },
        { key: "csr", title: { en: "CSR", fr: "CSR" }, format: "count" },
    ],
    spec({ rows }) {
        const values = rows.map((row) => row.csr);
        const lowest = Math.min(...values) - 40;
        const highest = Math.max(...values) + 40;
        const tiers = TIERS.filter(([csr]) => csr > lowest && csr < highest).map(([csr, tier]) => ({ csr, tier }));
        return {
            height: 240,
            layer: [
                {
                    data: { values: tiers },
                    mark: { type: "rule", strokeDash: [4, 4] },
                    encoding: { y: { field: "csr", type: "quantitative" } },
                },
                {
                    data: { values: tiers },
                    mark: { type: "text", align: "left", dx: 4, dy: -6, fontSize: 11 },
                    encoding: { x: { value: 0 }, y: { field: "csr", type: "quantitative" }, text: { field: "tier" } },
                },
                {
                    mark: { type: "line", interpolate: "step-after", point: { size: 24 } },
                    encoding: {
                        x: timeAxis(rows, "time"),
                        y: { field: "csr", type: "quantitative", scale: { domain: [lowest, highest], nice: false, zero: false }, title: "CSR" },
                        color: { field: "name", type: "nominal", title: null },
                        tooltip: [
                            { field: "when", title: say(WORDS.date) },
                            { field: "name", title: say(WORDS.playlist) },
                            { field: "csr", title: "CSR", format: ".0f" },
                        ],
                    },
                },
            ],
        };
    },
});
