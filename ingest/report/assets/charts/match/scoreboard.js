addBlock({
    id: "scoreboard",
    page: "match",
    section: "score",
    place: 10,
    isWide: true,
    title: { en: "Scoreboard", fr: "Tableau des scores" },
    note: { en: "A bar marks tracked players. ± is the difference to what the API expected.", fr: "Une barre marque les joueurs suivis. ± est l'écart avec ce que l'API attendait." },
    source: "core.match_participants: outcome, personal_score, kills, deaths, assists, kda, accuracy, damage_dealt · core.match_skill: expected_kills, expected_deaths · marts.player_match_stats: performance_score",
    empty: { en: "The stats of this match have not landed.", fr: "Les statistiques de ce match manquent." },
    own: (row) => row.is_tracked,
    limit: 40,
    rows: () =>
        sorted(data.roster, ...boardOrder()).map((row) => ({
            ...row,
            team: match.is_team_match ? teamName(row.team_id) : null,
            name: row.gamertag ?? (row.is_bot ? say({ en: "Bot", fr: "Bot" }) : say(WORDS.unknown)),
        })),
    columns: () => [
        { key: "name", title: WORDS.player, format: "text", name: true, link: (row) => playerAddress(row.xuid), before: teamMark, mark: absenceMark },
        match.is_team_match
            ? { key: "team", title: WORDS.team, format: "text" }
            : { key: "rank", title: { en: "Place", fr: "Place" }, format: "count" },
        { key: "outcome", title: WORDS.result, format: "outcome" },
        { key: "personal_score", title: WORDS.score, format: "count" },
        { key: "kills", title: WORDS.kills, format: "count" },
        { key: "deaths", title: WORDS.deaths, format: "count" },
        { key: "assists", title: WORDS.assists, format: "count" },
        { key: "kda", title: WORDS.kda, format: "decimal2" },
        { key: "kills_above_expected", title: { en: "Kills ±", fr: "Frags ±" }, format: "signed1", tone: true },
        { key: "deaths_above_expected", title: { en: "Deaths ±", fr: "Morts ±" }, format: "signed1" },
        { key: "accuracy", title: WORDS.accuracy, format: "accuracy" },
        { key: "damage_dealt", title: WORDS.damage, format: "count" },
        { key: "max_killing_spree", title: { en: "Spree", fr: "Série" }, format: "count" },
        { key: "performance_score", title: WORDS.performance, format: "decimal1" },
    ],
});

/* The winners first; without teams by place. */
function boardOrder() {
    const byScore = (row) => -(row.personal_score ?? 0);
    if (!match.is_team_match) return [(row) => row.rank, byScore];
    return [(row) => row.outcome !== WIN, (row) => row.team_id, byScore];
}

function teamMark(row) {
    return match.is_team_match ? element("span", { class: `team team-${row.team_id}`, "aria-hidden": "true" }) : null;
}

function absenceMark(row) {
    if (row.is_present_at_completion === false) return say({ en: " (left)", fr: " (parti)" });
    return row.is_joined_in_progress ? say({ en: " (joined late)", fr: " (arrivé après)" }) : null;
}
