const LAST_PLACE = 12;

addBlock({
    id: "place-in-session",
    page: "player",
    section: "time",
    place: 20,
    isFiltered: true,
    title: { en: "Where in a session results turn", fr: "Quand les résultats changent dans une session" },
    note: {
        en: `The first, second and later matches of sessions. ${LAST_PLACE} stands for all later ones too.`,
        fr: `Premiers, deuxièmes et autres matchs des sessions. ${LAST_PLACE} comprend aussi les suivants.`,
    },
    source: "marts.player_match_stats: place_in_session, outcome, kda, performance_score",
    rows(matches) {
        const known = matches.filter((row) => row.place_in_session !== null);
        const places = group(known, (row) => Math.min(row.place_in_session, LAST_PLACE));
        return sorted([...places], ([place]) => place).map(([place, rows]) => ({ name: String(place), ...totals(rows) }));
    },
    columns: () => [
        ...winRateColumns({ en: "Place in the session", fr: "Place dans la session" }),
        { key: "average_performance_score", title: WORDS.performance, format: "decimal1" },
    ],
    spec: ({ rows }) => winRateSpec(rows.map((row) => row.name)),
});

addBlock({
    id: "sessions",
    page: "player",
    section: "time",
    place: 30,
    isWide: true,
    isFiltered: true,
    title: { en: "Sessions compared", fr: "Sessions comparées" },
    note: { en: "The newest 40 sessions. The size of a point is the number of matches.", fr: "Les 40 dernières sessions. La taille du point est le nombre de matchs." },
    source: "marts.player_match_stats: session_id, started_at_local, outcome, kda, performance_score, friends_xuids",
    rows(matches) {
        const known = matches.filter((row) => isDated(row) && row.session_id !== null);
        const sessions = [...group(known, (row) => row.session_id).values()].slice(-40).reverse();
        return sessions.map((rows) => ({
            time: rows[0].started_at_local,
            when: format.dateTime(rows[0].started_at_local),
            ...totals(rows),
            with_friends: count(rows, (row) => row.friends_xuids !== null),
        }));
    },
    columns: () => [
        { key: "time", title: { en: "Start", fr: "Début" }, format: "dateTime" },
        { key: "matches", title: WORDS.matches, format: "count" },
        { key: "wins", title: WORDS.wins, format: "count" },
        { key: "win_rate", title: WORDS.winRate, format: "percent" },
        { key: "kd_ratio", title: WORDS.kd, format: "decimal2" },
        { key: "average_kda", title: WORDS.kda, format: "decimal2" },
        { key: "average_performance_score", title: WORDS.performance, format: "decimal1" },
        { key: "with_friends", title: { en: "With friends", fr: "Avec des amis" }, format: "count" },
    ],
    spec: ({ rows }) => ({
        height: 190,
        mark: { type: "point", opacity: 0.9, stroke: colour("ink-soft"), strokeWidth: 0.6 },
        encoding: {
            x: timeAxis(rows, "time"),
            y: { field: "average_kda", type: "quantitative", title: say(WORDS.kda) },
            size: { field: "matches", type: "quantitative", legend: null, scale: { range: [30, 300] } },
            color: { field: "win_rate", type: "quantitative", title: say(WORDS.winRate), legend: { format: ".0%", gradientLength: 120 } },
            tooltip: [
                { field: "when", title: say(WORDS.date) },
                { field: "matches", title: say(WORDS.matches) },
                { field: "win_rate", title: say(WORDS.winRate), format: ".0%" },
                { field: "average_kda", title: say(WORDS.kda), format: ".2f" },
            ],
        },
    }),
});
