/* Did the better team win? The difference of both teams' MMR, in steps of 50. */

addBlock({
    id: "favourites",
    page: "player",
    section: "skill",
    place: 30,
    isFiltered: true,
    title: { en: "Strength of the teams", fr: "Force des équipes" },
    note: {
        en: "Win rate by how much better or worse my team's MMR was, in steps of 50.",
        fr: "Taux de victoire selon l'écart de MMR de mon équipe, par tranches de 50.",
    },
    source: "marts.player_match_stats: team_mmr, enemy_mmr, outcome",
    rows(matches) {
        const known = matches.filter((row) => row.mmr_ahead !== null);
        const steps = group(known, (row) => Math.floor(row.mmr_ahead / 50) * 50);
        return sorted([...steps], ([from]) => from).map(([from, rows]) => ({
            from,
            name: `${format.count(from)} … ${format.count(from + 50)}`,
            ...totals(rows),
        }));
    },
    columns: () => winRateColumns({ en: "MMR ahead", fr: "Écart de MMR" }),
    spec: ({ rows }) => winRateSpec(rows.map((row) => row.name)),
});
