addBlock({
    id: "lobby",
    page: "match",
    section: "lobby",
    place: 10,
    title: { en: "Strength of the lobby", fr: "Force du salon" },
    source: "core.match_skill: team_mmr, pre_match_csr, tier_name",
    empty: { en: "No player of this match has a CSR in its playlist.", fr: "Aucun joueur de ce match n'a de CSR dans cette sélection." },
    figures() {
        const sides = group(data.roster.filter((row) => row.team_mmr !== null), (row) => (match.is_team_match ? row.team_id : null));
        const placed = data.roster.filter((row) => row.pre_match_csr > 0);
        const figures = sorted([...sides], ([team]) => team).map(([team, rows]) => ({
            label: team === null ? { en: "MMR", fr: "MMR" } : { en: `MMR of ${teamName(team)}`, fr: `MMR de ${teamName(team)}` },
            value: format.count(mean(rows, "team_mmr")),
        }));
        if (placed.length) {
            figures.push({
                label: { en: "Average CSR", fr: "CSR moyen" },
                value: format.count(mean(placed, "pre_match_csr")),
                hint: say({ en: `${format.count(placed.length)} placed players`, fr: `${format.count(placed.length)} joueurs classés` }),
            });
        }
        return figures;
    },
    rows: () =>
        sorted(data.roster.filter((row) => row.pre_match_csr > 0), (row) => -row.pre_match_csr).map((row) => ({
            ...row,
            name: row.gamertag ?? row.xuid,
            team: teamName(row.team_id),
        })),
    columns: () => [
        { key: "name", title: WORDS.player, format: "text", name: true },
        { key: "team", title: WORDS.team, format: "text" },
        { key: "pre_match_csr", title: { en: "CSR before", fr: "CSR avant" }, format: "count" },
        { key: "post_match_csr", title: { en: "CSR after", fr: "CSR après" }, format: "count" },
        { key: "tier_name", title: { en: "Tier", fr: "Palier" }, format: "text" },
    ],
    spec: () => ({
        height: { step: 36 },
        mark: { type: "point", size: 90, opacity: 0.8 },
        encoding: {
            x: { field: "pre_match_csr", type: "quantitative", scale: { zero: false }, title: say({ en: "CSR before the match", fr: "CSR avant le match" }) },
            y: { field: "team", type: "nominal", title: null },
            color: { field: "team", type: "nominal", sort: teams().map(teamName), legend: null },
            shape: { field: "team", type: "nominal", legend: null },
            tooltip: [
                { field: "name", title: say(WORDS.player) },
                { field: "pre_match_csr", title: "CSR", format: ".0f" },
                { field: "tier_name", title: say({ en: "Tier", fr: "Palier" }) },
            ],
        },
    }),
});

addBlock({
    id: "met-before",
    page: "match",
    section: "lobby",
    place: 20,
    isWide: true,
    title: { en: "Met before", fr: "Déjà rencontrés" },
    note: { en: "Players of this match whom a tracked player had met in an earlier one.", fr: "Joueurs de ce match déjà rencontrés par un joueur suivi." },
    source: "core.match_participants: xuid, team_id · core.match_registry: started_at",
    empty: { en: "These players had not met before.", fr: "Ces joueurs ne s'étaient pas encore rencontrés." },
    rows: () =>
        sorted(data.meetings, (row) => -row.matches_before).map((row) => ({
            ...row,
            name: personName(row.xuid),
            other: personName(row.met_xuid),
        })),
    columns: () => [
        { key: "name", title: { en: "Tracked player", fr: "Joueur suivi" }, format: "text", name: true },
        { key: "other", title: { en: "Had met", fr: "Avait rencontré" }, format: "text", name: true },
        { key: "matches_before", title: { en: "Matches before", fr: "Matchs avant" }, format: "count" },
        { key: "matches_with", title: { en: "Same side", fr: "Même camp" }, format: "count" },
        { key: "matches_against", title: { en: "Other side", fr: "Camp opposé" }, format: "count" },
        { key: "last_met_at", title: { en: "Last (UTC)", fr: "Dernier (UTC)" }, format: "date" },
    ],
});
