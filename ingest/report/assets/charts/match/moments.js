const MOMENTS = {
    first_blood: { en: "First blood", fr: "Premier sang" },
    multi_kill: { en: "Kills in quick succession", fr: "Frags rapprochés" },
    spree: { en: "Spree of kills", fr: "Série de frags" },
    spree_ended: { en: "Ended a spree of", fr: "A mis fin à une série de" },
    lead_change: { en: "Takes the lead", fr: "Prend l'avantage" },
    largest_lead: { en: "Largest lead", fr: "Plus grande avance" },
    comeback: { en: "Comeback from a deficit of", fr: "Remontée d'un retard de" },
    collapse: { en: "Lost after a lead of", fr: "Perdu après une avance de" },
    last_kill: { en: "Last kill", fr: "Dernier frag" },
};

addBlock({
    id: "moments",
    page: "match",
    section: "course",
    place: 40,
    isWide: true,
    isShown: () => data.moments.length > 0,
    title: { en: "Moments", fr: "Moments" },
    source: "core.match_moments: moment, time_ms, xuid, opponent_xuid, value",
    rows: () =>
        sorted(data.moments, secondsOf, (row) => row.moment_index).map((row) => ({
            ...row,
            clock: format.clock(secondsOf(row)),
            what: say(MOMENTS[row.moment] ?? row.moment),
            team: teamName(row.team_id),
            name: row.xuid ? personName(row.xuid, row.gamertag) : null,
            other: row.opponent_xuid ? personName(row.opponent_xuid, row.opponent_gamertag) : null,
        })),
    columns: () => [
        { key: "clock", title: WORDS.time, format: "text" },
        { key: "what", title: { en: "Moment", fr: "Moment" }, format: "text", name: true },
        { key: "value", title: { en: "Number", fr: "Nombre" }, format: "count" },
        { key: "name", title: WORDS.player, format: "text", name: true },
        ...(match.is_team_match ? [{ key: "team", title: WORDS.team, format: "text" }] : []),
        { key: "other", title: { en: "Against", fr: "Contre" }, format: "text", name: true },
    ],
});
