addBlock({
    id: "fights",
    page: "player",
    section: "feats",
    place: 10,
    isWide: true,
    isFiltered: true,
    title: { en: "Trades, clutches, first blood, sprees", fr: "Vengeances, situations critiques, premier sang, séries" },
    note: {
        en: "A trade avenges a team mate: the killer dies soon after. A clutch is a kill while more of my team are dead than of the other.",
        fr: "Une vengeance tue peu après celui qui a tué un coéquipier. Une situation critique : un frag quand mon équipe a plus de morts que l'autre.",
    },
    source: "core.trades: is_avenged · core.clutches: is_won · core.match_moments: moment · marts.player_match_stats: headshot_kills, perfect_kills, max_killing_spree",
    figures(matches) {
        const filmed = matches.filter((row) => row.film_deaths !== null);
        const started = matches.filter((row) => row.is_team_first_blood !== null);
        const perfect = matches.filter((row) => row.perfect_kills !== null);
        const films = say({ en: `${format.count(filmed.length)} matches with a film`, fr: `${format.count(filmed.length)} matchs avec film` });
        const avenged = sum(filmed, "deaths_avenged");
        const own = sum(filmed, "trades");
        return [
            { label: { en: "My deaths avenged", fr: "Mes morts vengées" }, value: format.percent1(ratio(avenged, sum(filmed, "film_deaths"))), hint: films },
            { label: { en: "I avenge team mates", fr: "Je venge mes coéquipiers" }, value: format.percent1(ratio(own, sum(filmed, "teammate_deaths"))), hint: say({ en: `${format.count(own)} trades`, fr: `${format.count(own)} vengeances` }) },
            { label: { en: "Clutch kills per match", fr: "Frags critiques par match" }, value: format.decimal2(mean(filmed, "clutch_kills")), hint: say({ en: `${format.count(sum(filmed, "clutches_survived"))} survived`, fr: `${format.count(sum(filmed, "clutches_survived"))} sans mourir après` }) },
            { label: { en: "First blood", fr: "Premier sang" }, value: format.percent1(ratio(count(started, (row) => row.is_first_blood), started.length)), hint: say({ en: `of ${format.count(started.length)} matches`, fr: `de ${format.count(started.length)} matchs` }) },
            { label: { en: "Longest spree", fr: "Plus longue série" }, value: format.count(matches.length ? Math.max(...matches.map((row) => row.max_killing_spree ?? 0)) : null), hint: say({ en: `${format.decimal1(mean(matches, "max_killing_spree"))} on average`, fr: `${format.decimal1(mean(matches, "max_killing_spree"))} en moyenne` }) },
            { label: { en: "Perfect kills per match", fr: "Frags parfaits par match" }, value: format.decimal2(mean(perfect, "perfect_kills")) },
            { label: { en: "Kills by headshot", fr: "Frags à la tête" }, value: format.percent1(ratio(sum(matches, "headshot_kills"), sum(matches, "kills"))) },
            { label: { en: "Damage per kill", fr: "Dégâts par frag" }, value: format.count(ratio(sum(matches, "damage_dealt"), sum(matches, "kills"))) },
        ];
    },
});
