const FEW = 10;

addBlock({
    id: "win-probability",
    page: "match",
    section: "course",
    place: 20,
    isShown: () => HAS_FILM && teams().length === 2,
    title: { en: "Chance of winning", fr: "Chances de gagner" },
    note: {
        en: "At each minute: the share of all matches of this mode that a team with the same lead in kills won. A pale point stands for fewer than 10 matches. There is no point where the teams are even.",
        fr: "À chaque minute : la part de tous les matchs de ce mode gagnés par une équipe avec la même avance en frags. Un point pâle représente moins de 10 matchs. Sans point à égalité.",
    },
    source: "core.match_timeline: kill_lead · marts.lead_outcomes: win_rate, matches",
    rows: () =>
        sorted(
            data.slices.filter((row) => row.minute !== null && row.win_rate !== null && row.team_id === teams()[0]),
            (row) => row.minute,
        ).map((row) => ({ ...row, is_sure: row.win_rate_matches >= FEW })),
    columns: () => [
        { key: "minute", title: { en: "Minute", fr: "Minute" }, format: "count" },
        { key: "kill_lead", title: { en: `Lead of ${teamName(teams()[0])}`, fr: `Avance de ${teamName(teams()[0])}` }, format: "count" },
        { key: "win_rate", title: { en: `${teamName(teams()[0])} wins`, fr: `${teamName(teams()[0])} gagne` }, format: "percent" },
        { key: "win_rate_low", title: WORDS.low, format: "percent" },
        { key: "win_rate_high", title: WORDS.high, format: "percent" },
        { key: "win_rate_matches", title: { en: "Matches alike", fr: "Matchs semblables" }, format: "count" },
    ],
    spec() {
        const x = { field: "minute", type: "quantitative", title: say({ en: "minute", fr: "minute" }), axis: { tickMinStep: 1 } };
        const y = { type: "quantitative", scale: { domain: [0, 1] }, axis: { format: ".0%" }, title: say({ en: `${teamName(teams()[0])} wins`, fr: `${teamName(teams()[0])} gagne` }) };
        const opacity = { field: "is_sure", type: "nominal", legend: null, scale: { domain: [true, false], range: [1, 0.35] } };
        const tooltip = [
            { field: "minute", title: say({ en: "Minute", fr: "Minute" }) },
            { field: "kill_lead", title: say({ en: `Lead of ${teamName(teams()[0])}`, fr: `Avance de ${teamName(teams()[0])}` }) },
            { field: "win_rate", title: say({ en: `${teamName(teams()[0])} wins`, fr: `${teamName(teams()[0])} gagne` }), format: ".0%" },
            { field: "win_rate_matches", title: say({ en: "Matches alike", fr: "Matchs semblables" }) },
        ];
        return {
            height: 230,
            layer: [
                { mark: { type: "rule", strokeDash: [4, 4] }, encoding: { y: { datum: 0.5, type: "quantitative" } } },
                { mark: { type: "line", strokeWidth: 1, opacity: 0.5 }, encoding: { x, y: { ...y, field: "win_rate" } } },
                { mark: { type: "rule", strokeWidth: 4, color: colour("series-1"), strokeCap: "round" }, encoding: { x, y: { ...y, field: "win_rate_low" }, y2: { field: "win_rate_high" }, opacity: { value: 0.25 } } },
                { mark: { type: "point", size: 80 }, encoding: { x, y: { ...y, field: "win_rate" }, opacity, tooltip } },
            ],
        };
    },
});
