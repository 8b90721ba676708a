/* Win rates of four kinds of start, of matches whose film shows it. */

addBlock({
    id: "first-blood",
    page: "player",
    section: "form",
    place: 40,
    isFiltered: true,
    title: { en: "First blood and winning", fr: "Premier sang et victoire" },
    note: {
        en: "Only matches of two teams whose film shows at least 90 % of the kills.",
        fr: "Seulement les matchs à deux équipes dont le film montre au moins 90 % des frags.",
    },
    source: "core.match_moments: first_blood · marts.player_match_stats: outcome",
    rows(matches) {
        const known = matches.filter((row) => row.is_team_first_blood !== null);
        const kinds = [
            [{ en: "I have first blood", fr: "J'ai le premier sang" }, (row) => row.is_first_blood],
            [{ en: "A team mate has it", fr: "Un coéquipier l'a" }, (row) => row.is_team_first_blood && !row.is_first_blood],
            [{ en: "The other team has it", fr: "L'autre équipe l'a" }, (row) => !row.is_team_first_blood],
        ];
        const rows = kinds.map(([label, condition]) => ({ name: say(label), ...totals(known.filter(condition)) }));
        return rows.filter((row) => row.matches);
    },
    columns: () => winRateColumns({ en: "Start", fr: "Début" }),
    spec: ({ rows }) => winRateSpec(rows.map((row) => row.name)),
});
