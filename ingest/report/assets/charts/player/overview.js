addBlock({
    id: "overview",
    page: "player",
    section: "form",
    place: 10,
    isWide: true,
    isFiltered: true,
    title: { en: "At a glance", fr: "En bref" },
    source: "marts.player_match_stats: outcome, kills, deaths, kda, shots_hit, shots_fired, performance_score, time_played_seconds · marts.player_global_stats",
    figures(matches) {
        const all = player; // these totals come from SQL
        const isPart = isFiltered() || page.since !== null;
        const now = isPart ? totals(matches) : all;
        const hint = (shown) => (isPart && filters.kind === "players" ? say({ en: `all matches: ${shown}`, fr: `tous les matchs : ${shown}` }) : null);
        const figures = [
            { label: WORDS.matches, value: format.count(now.matches), hint: hint(format.count(all.matches)) },
            {
                label: WORDS.winRate,
                value: format.percent1(now.win_rate),
                hint: hint(format.percent1(all.win_rate)) ?? say({
                    en: `${format.count(now.wins)} won, ${format.count(now.losses)} lost, ${format.count(now.matches - now.wins - now.losses)} tied or not finished`,
                    fr: `${format.count(now.wins)} gagnés, ${format.count(now.losses)} perdus, ${format.count(now.matches - now.wins - now.losses)} nuls ou non terminés`,
                }),
            },
            { label: WORDS.kd, value: format.decimal2(now.kd_ratio), hint: hint(format.decimal2(all.kd_ratio)) },
            {
                label: WORDS.kda,
                value: format.decimal2(now.average_kda),
                hint: hint(format.decimal2(all.average_kda)) ?? say({ en: "kills + assists / 3 − deaths, on average", fr: "frags + assistances / 3 − morts, en moyenne" }),
            },
            { label: WORDS.accuracy, value: format.accuracy(now.accuracy), hint: hint(format.accuracy(all.accuracy)) },
            {
                label: WORDS.performance,
                value: format.decimal1(now.average_performance_score),
                hint: hint(format.decimal1(all.average_performance_score)) ?? say({ en: "50 is an average match", fr: "50 est un match moyen" }),
            },
            { label: WORDS.hours, value: format.decimal1(now.hours_played), hint: hint(format.decimal1(all.hours_played)) },
        ];
        const firefight = count(data.matches, (row) => row.is_firefight);
        if (firefight) {
            figures.push({
                label: { en: "Firefight, apart", fr: "Baptême du feu, à part" },
                value: format.count(firefight),
                hint: say({ en: "the filters do not change this; choose it under Matches", fr: "les filtres n'y changent rien ; à choisir sous Matchs" }),
            });
        }
        return figures;
    },
});
