/* The lead in kills, and below it every kill, medal and mode event on the same axis. */

function secondsOf(row) {
    return row.time_ms / 1000;
}

/* How far the first team is ahead after each kill, in the colours of both teams. */
function leadRows() {
    const kills = data.events.filter((row) => row.event === "kill");
    return kills.map((row) => ({
        seconds: secondsOf(row),
        ahead: Math.max(row.lead_of_first_team, 0),
        behind: Math.min(row.lead_of_first_team, 0),
    }));
}

const EVENT_WORDS = {
    kill: { en: "Kill", fr: "Frag" },
    death: { en: "Death without killer", fr: "Mort sans tueur" },
    medal: { en: "Medal", fr: "Médaille" },
    mode: { en: "Mode", fr: "Mode" },
};

const PAIRINGS = {
    certain: { en: "certain", fr: "certain" },
    ambiguous: { en: "ambiguous", fr: "ambigu" },
    unpaired: { en: "unpaired", fr: "sans pair" },
};

function eventRows() {
    return sorted(data.events, secondsOf, (row) => row.place).map((row) => {
        const who = personName(row.xuid, row.gamertag);
        const medal = localName({ ...row, medal_name: row.medal_name ?? say(EVENT_WORDS.medal) }, "medal_name");
        const what = row.event === "medal" ? medal : say(EVENT_WORDS[row.event]);
        const lanes = { medal: EVENT_WORDS.medal, mode: EVENT_WORDS.mode };
        return {
            seconds: secondsOf(row),
            clock: format.clock(secondsOf(row)),
            who,
            what,
            whom: row.victim_xuid ? personName(row.victim_xuid, row.victim_gamertag) : "",
            team: match.is_team_match ? teamName(teamOf(row.xuid)) : MISSING,
            kind: say(EVENT_WORDS[row.event]),
            event: row.event,
            lane: row.event === "kill" && match.is_team_match ? teamName(teamOf(row.xuid)) : say(lanes[row.event] ?? EVENT_WORDS[row.event]),
            sureness: say(PAIRINGS[row.pair_quality] ?? ""),
        };
    });
}

function leadArea(column, series, extent) {
    return {
        mark: { type: "area", interpolate: "step-after", opacity: 0.35, color: colour(series), line: { strokeWidth: 2, color: colour(series) } },
        encoding: {
            x: { ...clockAxis(), axis: { labels: false, ticks: false, grid: false, title: null } },
            y: { field: column, type: "quantitative", title: say({ en: "lead in kills", fr: "avance en frags" }), axis: { minExtent: extent, tickMinStep: 1, labelExpr: "abs(datum.value)" } },
        },
    };
}

const CLOCK_AXIS = "floor(datum.value / 60) + ':' + format(datum.value % 60, '02d')";

function clockAxis() {
    return { field: "seconds", type: "quantitative", scale: { nice: false, zero: true }, title: say({ en: "time of the film", fr: "temps du film" }), axis: { labelExpr: CLOCK_AXIS, tickMinStep: 30, grid: false } };
}

addBlock({
    id: "timeline",
    page: "match",
    section: "course",
    place: 10,
    isWide: true,
    isShown: () => HAS_FILM,
    title: { en: "Timeline", fr: "Déroulement" },
    note: {
        en: "Point at a mark to see who, whom and when. A lead is counted in kills, not in points.",
        fr: "Pointez une marque pour voir qui, à qui et quand. Une avance est comptée en frags, pas en points.",
    },
    source: "core.killer_victim_pairs: killer_xuid, victim_xuid, time_ms, pair_quality · core.highlight_events: event_type, medal_name, time_ms",
    rows: eventRows,
    limit: 20,
    columns: () => [
        { key: "clock", title: WORDS.time, format: "text" },
        { key: "who", title: WORDS.player, format: "text", name: true },
        { key: "team", title: WORDS.team, format: "text" },
        { key: "what", title: { en: "What", fr: "Quoi" }, format: "text", name: true },
        { key: "whom", title: { en: "Whom", fr: "Qui" }, format: "text", name: true },
        { key: "sureness", title: { en: "Pairing", fr: "Appariement" }, format: "text" },
    ],
    spec({ rows, width }) {
        const extent = width < 500 ? 62 : 100; // both parts begin at the same place
        const plotWidth = Math.max(160, width - extent - 45);
        const lanes = [...teams().map(teamName), ...new Set(rows.filter((row) => !match.is_team_match || row.event !== "kill").map((row) => row.lane))];
        const events = {
            width: plotWidth,
            height: { step: 30 },
            mark: { type: "tick", thickness: width < 500 ? 3 : 2, size: 22, opacity: 0.75 },
            encoding: {
                x: clockAxis(),
                y: { field: "lane", type: "nominal", scale: inOrder(lanes), title: null, axis: { labelLimit: extent - 6, minExtent: extent } },
                color: { field: "team", type: "nominal", sort: teams().map(teamName), legend: null },
                tooltip: [
                    { field: "clock", title: say(WORDS.time) },
                    { field: "who", title: say(WORDS.player) },
                    { field: "what", title: say({ en: "What", fr: "Quoi" }) },
                    { field: "whom", title: say({ en: "Whom", fr: "Qui" }) },
                ],
            },
        };
        const lead = {
            data: { values: leadRows() },
            width: plotWidth,
            height: 170,
            layer: [
                { mark: { type: "rule" }, encoding: { y: { datum: 0, type: "quantitative" } } },
                leadArea("ahead", "series-1", extent),
                leadArea("behind", "series-2", extent),
            ],
        };
        const parts = teams().length === 2 ? [lead, events] : [events];
        return { width: undefined, autosize: { type: "pad" }, vconcat: parts, spacing: 8, resolve: { scale: { x: "shared" } } };
    },
});
