/* The kills of each player until each moment. */

addBlock({
    id: "race",
    page: "match",
    section: "course",
    place: 30,
    isShown: () => data.events.some((row) => row.event === "kill"),
    title: { en: "Race of kills", fr: "Course aux frags" },
    note: { en: "Tracked players have their name at the end of their line.", fr: "Les joueurs suivis ont leur nom au bout de leur ligne." },
    source: "core.killer_victim_pairs: killer_xuid, time_ms",
    rows() {
        const counts = new Map();
        const kills = sorted(data.events.filter((row) => row.event === "kill"), secondsOf, (row) => row.place);
        const rows = kills.map((row) => {
            const amount = (counts.get(row.xuid) ?? 0) + 1;
            counts.set(row.xuid, amount);
            return {
                seconds: secondsOf(row),
                clock: format.clock(secondsOf(row)),
                name: personName(row.xuid, row.gamertag),
                team: match.is_team_match ? teamName(teamOf(row.xuid)) : MISSING,
                kills: amount,
                is_tracked: isTracked(row.xuid),
                label: "",
            };
        });
        // the last kill of a tracked player carries the name
        const last = new Map(rows.filter((row) => row.is_tracked).map((row) => [row.name, row]));
        for (const row of last.values()) row.label = row.name;
        return rows;
    },
    columns: () => [
        { key: "clock", title: WORDS.time, format: "text" },
        { key: "name", title: WORDS.player, format: "text", name: true },
        { key: "kills", title: { en: "Kills until then", fr: "Frags jusque-là" }, format: "count" },
    ],
    spec: () => ({
        height: 240,
        padding: { right: 70 },
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
        layer: [
            {
                mark: { type: "line", interpolate: "step-after" },
                encoding: {
                    opacity: { field: "is_tracked", type: "nominal", legend: null, scale: { domain: [true, false], range: [1, 0.35] } },
                    strokeWidth: { field: "is_tracked", type: "nominal", legend: null, scale: { domain: [true, false], range: [3, 1.5] } },
                },
            },
            // a wide mark that cannot be seen is easier to point at than a thin line
            { mark: { type: "point", size: 150, opacity: 0 } },
            { mark: { type: "text", align: "left", dx: 6, fontSize: 11 }, encoding: { text: { field: "label" } } },
        ],
    }),
});

function isTracked(xuid) {
    return data.roster.some((one) => one.xuid === xuid && one.is_tracked);
}
