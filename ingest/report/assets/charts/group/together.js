addBlock({
    id: "together",
    page: "index",
    section: "together",
    place: 10,
    isWide: true,
    title: { en: "Who plays with whom", fr: "Qui joue avec qui" },
    note: {
        en: "Two tracked players in one match. Such a match is fetched and stored once for both.",
        fr: "Deux joueurs suivis dans un même match. Un tel match n'est reçu et gardé qu'une fois.",
    },
    source: "marts.match_sharing: shared_matches, share_of_matches · marts.teammates: same_team_count, wins_together",
    empty: { en: "No two tracked players share a match.", fr: "Aucun match n'est partagé par deux joueurs suivis." },
    rows: () =>
        sorted(data.pairs, (row) => -row.shared_matches),
    columns: () => [
        { key: "gamertag", title: WORDS.player, format: "text", name: true, link: (row) => playerAddress(row.xuid) },
        { key: "other_gamertag", title: { en: "With", fr: "Avec" }, format: "text", name: true, link: (row) => playerAddress(row.other_xuid) },
        { key: "shared_matches", title: { en: "Shared matches", fr: "Matchs partagés" }, format: "count" },
        { key: "share_of_matches", title: { en: "Share of the first player", fr: "Part du premier joueur" }, format: "percent" },
        { key: "share_of_other_matches", title: { en: "Share of the second player", fr: "Part du second joueur" }, format: "percent" },
        { key: "same_team_count", title: { en: "Same team", fr: "Même équipe" }, format: "count" },
        { key: "win_rate", title: { en: "Won together", fr: "Gagnés ensemble" }, format: "percent" },
    ],
    marks(rows) {
        const both = rows.flatMap((row) => [
            { one: row.gamertag, other: row.other_gamertag, shared: row.shared_matches, share: row.share_of_matches },
            { one: row.other_gamertag, other: row.gamertag, shared: row.shared_matches, share: row.share_of_other_matches },
        ]);
        return inkOfCells(both, "share");
    },
    spec: () => ({
        height: { step: 34 },
        encoding: {
            y: { field: "one", type: "nominal", title: null },
            x: { field: "other", type: "nominal", title: null, axis: { orient: "top", labelAngle: 0, labelLimit: 110 } },
            tooltip: [
                { field: "one", title: say(WORDS.player) },
                { field: "other", title: say({ en: "With", fr: "Avec" }) },
                { field: "shared", title: say({ en: "Shared matches", fr: "Matchs partagés" }) },
                { field: "share", title: say({ en: "Share", fr: "Part" }), format: ".0%" },
            ],
        },
        layer: [
            { mark: { type: "rect", cornerRadius: 4 }, encoding: { color: { field: "share", type: "quantitative", scale: { domainMin: 0 }, title: say({ en: "share of the matches of the player at the left", fr: "part des matchs du joueur à gauche" }), legend: { format: ".0%", gradientLength: 140, titleLimit: 320 } } } },
            { mark: { type: "text", fontSize: 13 }, encoding: { text: { field: "shared" }, color: inkScale() } },
        ],
        resolve: { scale: { color: "independent" } },
    }),
});
