/* The kills of each player until each moment. */

addBlock({
    id: "race",
    page: "match",
    section: "course",
    place: 30,
    isShown: () => HAS_FILM,
    title: { en: "Race of kills", fr: "Course aux frags" },
    source: "core.killer_victim_pairs: killer_xuid, time_ms",
    rows() {
        const counts = new Map();
        const kills = sorted(data.events.filter((row) => row.event === "kill"), secondsOf, (row) => row.place);
        return kills.map((row) => {
            const amount = (counts.get(row.xuid) ?? 0) + 1;
            counts.set(row.xuid, amount);
            return {
                seconds: secondsOf(row),
                clock: format.clock(secondsOf(row)),
                name: personName(row.xuid, row.gamertag),
                team: teamName(teamOf(row.xuid)),
                kills: amount,
            };
        });
    },
    columns: () => [
        { key: "clock", title: WORDS.time, format: "text" },
        { key: "name", title: WORDS.player, format: "text", name: true },
        { key: "kills", title: { en: "Kills until then", fr: "Frags jusque-là" }, format: "count" },
    ],
    spec: () => ({
        height: 230,
        mark: { type: "line", interpolate: "step-after", strokeWidth: 1.8, opacity: 0.85, tooltip: true },
        encoding: {
            x: clockAxis(),
            y: { field: "kills", type: "quantitative", title: say(WORDS.kills) },
            detail: { field: "name" },
            color: { field: "team", type: "nominal", sort: teams().map(teamName), title: null, legend: match.is_team_match ? {} : null },
            tooltip: [
                { field: "name", title: say(WORDS.player) },
                { field: "clock", title: say(WORDS.time) },
                { field: "kills", title: say(WORDS.kills) },
            ],
        },
    }),
});
