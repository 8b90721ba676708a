addBlock({
    id: "win-probability",
    page: "match",
    section: "course",
    place: 20,
    isShown: () => HAS_FILM && teams().length === 2,
    title: { en: "Chance of winning", fr: "Chances de gagner" },
    note: {
        en: "At each minute: the share of earlier matches of this mode that a team with the same lead won. No point where the teams are even or no match was alike.",
        fr: "À chaque minute : la part des matchs de ce mode gagnés par une équipe avec la même avance. Sans point à égalité, ou sans match semblable.",
    },
    source: "core.match_timeline: kill_lead · marts.lead_outcomes: win_rate, matches",
    rows: () =>
        sorted(
            data.slices.filter((row) => row.minute !== null && row.win_rate !== null && row.team_id === teams()[0]),
            (row) => row.minute,
        ).map((row) => ({ ...row, team: teamName(row.team_id) })),
    columns: () => [
        { key: "minute", title: { en: "Minute", fr: "Minute" }, format: "count" },
        { key: "kill_lead", title: { en: "Lead of team A", fr: "Avance de l'équipe A" }, format: "count" },
        { key: "win_rate", title: { en: "Team A wins", fr: "L'équipe A gagne" }, format: "percent" },
        { key: "win_rate_matches", title: { en: "Matches alike", fr: "Matchs semblables" }, format: "count" },
    ],
    spec: () => ({
        height: 230,
        layer: [
            { mark: { type: "rule", strokeDash: [4, 4] }, encoding: { y: { datum: 0.5, type: "quantitative" } } },
            {
                mark: { type: "line", interpolate: "monotone", point: { size: 60 } },
                encoding: {
                    x: { field: "minute", type: "quantitative", title: say({ en: "minute", fr: "minute" }), axis: { tickMinStep: 1, grid: false } },
                    y: { field: "win_rate", type: "quantitative", scale: { domain: [0, 1] }, axis: { format: ".0%" }, title: say({ en: "team A wins", fr: "l'équipe A gagne" }) },
                    tooltip: [
                        { field: "minute", title: say({ en: "Minute", fr: "Minute" }) },
                        { field: "kill_lead", title: say({ en: "Lead of team A", fr: "Avance de l'équipe A" }) },
                        { field: "win_rate", title: say({ en: "Team A wins", fr: "L'équipe A gagne" }), format: ".0%" },
                        { field: "win_rate_matches", title: say({ en: "Matches alike", fr: "Matchs semblables" }) },
                    ],
                },
            },
        ],
    }),
});
