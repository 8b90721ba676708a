/* Friends on the same team. What each changes is the difference to the matches without this friend. */

function friendName(xuid) {
    return data.people.find((one) => one.xuid === xuid)?.gamertag ?? xuid;
}

function friendsOf(row) {
    return row.friends_xuids === null ? [] : row.friends_xuids.split(",");
}

addBlock({
    id: "friends",
    page: "player",
    section: "company",
    place: 10,
    isFiltered: true,
    title: { en: "What each friend changes", fr: "Ce que chaque ami change" },
    note: {
        en: "Win rate with and without a friend in the same match.",
        fr: "Taux de victoire avec et sans cet ami dans le match.",
    },
    source: "marts.player_match_stats: friends_xuids, outcome, kda",
    empty: { en: "No match with a friend.", fr: "Aucun match avec un ami." },
    rows(matches) {
        const friends = new Set(matches.flatMap(friendsOf));
        const rows = [...friends].map((xuid) => {
            const together = totals(matches.filter((row) => friendsOf(row).includes(xuid)));
            const apart = totals(matches.filter((row) => !friendsOf(row).includes(xuid)));
            return {
                xuid,
                name: friendName(xuid),
                matches: together.matches,
                win_rate: together.win_rate,
                win_rate_low: together.win_rate_low,
                win_rate_high: together.win_rate_high,
                without: apart.win_rate,
                change: apart.matches ? together.win_rate - apart.win_rate : null,
                average_kda: together.average_kda,
                kda_without: apart.average_kda,
            };
        });
        return withUniqueNames(sorted(rows, (row) => -row.matches, (row) => row.name));
    },
    columns: () => [
        { key: "name", title: WORDS.player, format: "text", name: true, link: (row) => playerAddress(row.xuid) },
        { key: "matches", title: { en: "Together", fr: "Ensemble" }, format: "count" },
        { key: "win_rate", title: { en: "With", fr: "Avec" }, format: "percent" },
        { key: "without", title: { en: "Without", fr: "Sans" }, format: "percent" },
        { key: "change", title: WORDS.net, format: "points", tone: true },
        { key: "average_kda", title: { en: "KDA with", fr: "FDA avec" }, format: "decimal2" },
        { key: "kda_without", title: { en: "KDA without", fr: "FDA sans" }, format: "decimal2" },
    ],
    marks: (rows) => rows.slice(0, 12),
    spec: ({ rows }) => {
        const y = { field: "name", type: "nominal", scale: inOrder(rows.map((row) => row.name)), title: null };
        const x = { type: "quantitative", scale: { domain: [0, 1] }, axis: { format: ".0%", tickCount: 5 }, title: say(WORDS.winRate) };
        const tooltip = [
            { field: "name", title: say(WORDS.player) },
            { field: "matches", title: say(WORDS.matches) },
            { field: "win_rate", title: say({ en: "With", fr: "Avec" }), format: ".1%" },
            { field: "without", title: say({ en: "Without", fr: "Sans" }), format: ".1%" },
        ];
        return {
            height: { step: 28 },
            layer: [
                { mark: { type: "rule", strokeWidth: 2 }, encoding: { y, x: { ...x, field: "without" }, x2: { field: "win_rate" } } },
                { mark: { type: "point", filled: false, size: 60, strokeWidth: 2, color: colour("ink-soft") }, encoding: { y, x: { ...x, field: "without" }, tooltip } },
                { mark: { type: "point", size: 110, opacity: 1, color: colour("series-1") }, encoding: { y, x: { ...x, field: "win_rate" }, tooltip } },
            ],
        };
    },
});

addBlock({
    id: "squads",
    page: "player",
    section: "company",
    place: 20,
    isFiltered: true,
    title: { en: "Squads", fr: "Escouades" },
    note: { en: "Matches by the set of friends who were in them.", fr: "Matchs selon l'ensemble des amis présents." },
    source: "marts.player_match_stats: friends_xuids, outcome, kda",
    rows(matches) {
        const squads = [...group(matches, (row) => friendsOf(row).sort().join(","))].map(([key, rows]) => ({
            name: key ? key.split(",").map(friendName).join(" + ") : say({ en: "without friends", fr: "sans amis" }),
            ...totals(rows),
        }));
        return sorted(squads, (row) => -row.matches, (row) => row.name);
    },
    columns: () => winRateColumns({ en: "Squad", fr: "Escouade" }).filter((column) => !["kd_ratio", "accuracy"].includes(column.key)),
    limit: 10,
});

addBlock({
    id: "teammates",
    page: "player",
    section: "company",
    place: 30,
    isWide: true,
    title: { en: "Team mates", fr: "Coéquipiers" },
    ignores: WITH_FIREFIGHT,
    note: { en: "Those with most matches on my side.", fr: "Ceux avec le plus de matchs dans mon équipe." },
    source: "marts.teammates: same_team_count, wins_together, opposite_team_count",
    rows: () => sorted(data.teammates, (row) => row.place),
    own: (row) => row.is_tracked,
    limit: 10,
    columns: () => [
        { key: "teammate_gamertag", title: WORDS.player, format: "text", name: true, link: (row) => playerAddress(row.teammate_xuid) },
        { key: "same_team_count", title: { en: "Same team", fr: "Même équipe" }, format: "count" },
        { key: "wins_together", title: { en: "Won together", fr: "Gagnés ensemble" }, format: "count" },
        { key: "win_rate", title: WORDS.winRate, format: "percent" },
        { key: "win_rate_low", title: WORDS.low, format: "percent" },
        { key: "win_rate_high", title: WORDS.high, format: "percent" },
        { key: "opposite_team_count", title: { en: "Against each other", fr: "L'un contre l'autre" }, format: "count" },
    ],
});
