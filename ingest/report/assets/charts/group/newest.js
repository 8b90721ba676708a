const GROUP_RECORDS = {
    kills: { label: WORDS.kills, format: "count" },
    kda: { label: WORDS.kda, format: "decimal2" },
    max_killing_spree: { label: WORDS.spree, format: "count" },
    performance_score: { label: WORDS.performance, format: "decimal1" },
    damage_dealt: { label: WORDS.damage, format: "count" },
    accuracy: { label: { en: "Accuracy, 50+ shots", fr: "Précision, 50+ tirs" }, format: "accuracy" },
    assists: { label: WORDS.assists, format: "count" },
    headshot_kills: { label: { en: "Kills by headshot", fr: "Frags à la tête" }, format: "count" },
    perfect_kills: { label: { en: "Perfect kills", fr: "Frags parfaits" }, format: "count" },
    personal_score: { label: { en: "Personal score", fr: "Score personnel" }, format: "count" },
};

addBlock({
    id: "group-records",
    page: "index",
    section: "newest",
    place: 10,
    title: { en: "Records", fr: "Records" },
    note: { en: "Firefight is left out.", fr: "Sans le Baptême du feu." },
    controls: [
        {
            id: "places",
            label: { en: "Show", fr: "Afficher" },
            options: [
                { value: "1", label: { en: "the best", fr: "le meilleur" } },
                { value: "3", label: { en: "the best three", fr: "les trois meilleurs" } },
            ],
        },
    ],
    source: `marts.player_match_stats: ${Object.keys(GROUP_RECORDS).join(", ")}`,
    rows: (_, chosen) =>
        sorted(data.records.filter((row) => row.place <= Number(chosen.places)), (row) => Object.keys(GROUP_RECORDS).indexOf(row.metric), (row) => row.place).map((row) => ({
            ...row,
            measure: say(GROUP_RECORDS[row.metric].label),
            shown: format[GROUP_RECORDS[row.metric].format](row.value),
            map: localName(row, "map_name"),
        })),
    columns: () => [
        { key: "measure", title: { en: "Measure", fr: "Mesure" }, format: "text" },
        { key: "shown", title: { en: "Value", fr: "Valeur" }, format: "text" },
        { key: "gamertag", title: WORDS.player, format: "text", name: true, link: (row) => playerAddress(row.xuid) },
        { key: "started_at_local", title: WORDS.date, format: "date", link: (row) => matchAddress(row.match_id) },
        { key: "map", title: WORDS.map, format: "text", name: true },
    ],
    limit: 30,
});

addBlock({
    id: "newest-matches",
    page: "index",
    section: "newest",
    place: 20,
    title: { en: "Newest matches", fr: "Derniers matchs" },
    source: "core.match_registry: started_at, map_name, mode_category, player_count",
    rows: () =>
        sorted(data.matches, (row) => -row.started_at).map((row) => ({
            ...row,
            map: localName(row, "map_name"),
            mode: localName(row, "mode_category"),
            score: row.is_team_match && row.team_0_score !== null ? `${row.team_0_score} : ${row.team_1_score}` : null,
        })),
    columns: () => [
        { key: "started_at_local", title: WORDS.date, format: "dateTime", link: (row) => matchAddress(row.match_id) },
        { key: "map", title: WORDS.map, format: "text", name: true },
        { key: "mode", title: WORDS.mode, format: "text", name: true },
        { key: "score", title: WORDS.score, format: "text" },
        { key: "player_count", title: { en: "Of us", fr: "Des nôtres" }, format: "count" },
    ],
});
