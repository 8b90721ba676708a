addBlock({
    id: "career",
    page: "player",
    section: "records",
    place: 30,
    isWide: true,
    title: { en: "Career rank", fr: "Rang de carrière" },
    note: {
        en: "The projection divides the missing XP by the XP per match since the present rule of XP began.",
        fr: "La projection divise l'XP manquante par l'XP par match depuis la règle d'XP actuelle.",
    },
    source: "marts.player_career: rank_name, xp_total, xp_for_next_rank, xp_gained, xp_matches · core.career_ranks",
    empty: { en: "The API has given no career rank yet.", fr: "L'API n'a encore donné aucun rang de carrière." },
    figures() {
        const now = data.career.at(-1);
        if (!now) return [];
        const unknown = say({ en: "two days with matches between them are needed", fr: "il faut deux jours avec des matchs entre eux" });
        const after = (matches) => (matches === null ? MISSING : say({ en: `${format.count(matches)} matches`, fr: `${format.count(matches)} matchs` }));
        const hint = now.xp_pace === null ? unknown : say({ en: `at ${format.count(now.xp_pace)} XP per match`, fr: `à ${format.count(now.xp_pace)} XP par match` });
        return [
            { label: { en: "Rank", fr: "Rang" }, value: now.rank_name ?? MISSING, hint: `${format.count(now.career_rank)} / ${format.count(now.last_career_rank)}` },
            { label: { en: "XP in all", fr: "XP au total" }, value: format.count(now.xp_total) },
            { label: { en: "XP to the next rank", fr: "XP jusqu'au rang suivant" }, value: format.count(now.is_max_rank ? 0 : now.xp_to_next_rank) },
            { label: { en: "Next rank after", fr: "Rang suivant après" }, value: after(now.matches_to_next_rank), hint },
            { label: { en: "Last rank after", fr: "Dernier rang après" }, value: after(now.matches_to_last_rank), hint: say({ en: `${format.count(now.xp_to_last_rank)} XP`, fr: `${format.count(now.xp_to_last_rank)} XP` }) },
        ];
    },
    ignores: IGNORES_EVERYTHING,
    fewest: 2,
    rows: () => data.career.map((row) => ({ ...row, when: format.date(row.recorded_at) })),
    columns: () => [
        { key: "recorded_at", title: WORDS.date, format: "date" },
        { key: "rank_name", title: { en: "Rank", fr: "Rang" }, format: "text" },
        { key: "xp_total", title: { en: "XP in all", fr: "XP au total" }, format: "count" },
        { key: "xp_gained", title: { en: "Gained", fr: "Gagnée" }, format: "count" },
        { key: "xp_matches", title: WORDS.matches, format: "count" },
        { key: "xp_pace", title: { en: "XP per match so far", fr: "XP par match jusque-là" }, format: "count" },
    ],
    spec: ({ rows }) => ({
        height: 150,
        mark: { type: "line", interpolate: "step-after", point: true },
        encoding: {
            x: timeAxis(rows, "recorded_at"),
            y: { field: "xp_total", type: "quantitative", scale: { zero: false }, title: "XP" },
            tooltip: [
                { field: "when", title: say(WORDS.date) },
                { field: "rank_name", title: say({ en: "Rank", fr: "Rang" }) },
                { field: "xp_total", title: "XP", format: ",.0f" },
            ],
        },
    }),
});
