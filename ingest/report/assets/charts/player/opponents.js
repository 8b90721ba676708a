const DUEL_SOURCE = "marts.duels: kills, deaths, net_kills, kill_rate, matches, matches_ahead, matches_behind, longest_kill_streak";

const DUEL_COLUMNS = [
    { key: "name", title: WORDS.player, format: "text", name: true, link: (row) => playerAddress(row.opponent_xuid) },
    { key: "matches", title: WORDS.matches, format: "count" },
    { key: "kills", title: { en: "I killed", fr: "Mes frags" }, format: "count" },
    { key: "deaths", title: { en: "Killed me", fr: "Ses frags" }, format: "count" },
    { key: "net_kills", title: WORDS.net, format: "count", tone: true },
    { key: "kill_rate", title: { en: "My share", fr: "Ma part" }, format: "percent" },
];

/* A stranger whom no film has named has a number only. */
function named(row) {
    return { ...row, name: row.opponent_gamertag ?? row.opponent_xuid };
}

function addOpponents({ id, place, side, title, note }) {
    addBlock({
        id,
        page: "player",
        section: "opponents",
        place,
        title,
        note,
        source: DUEL_SOURCE,
        empty: { en: "No film shows a fight of this player.", fr: "Aucun film ne montre de combat de ce joueur." },
        rows: () => withUniqueNames(sorted(data.opponents.filter((row) => row[side] <= 20), (row) => row[side]).map(named)),
        columns: () => DUEL_COLUMNS,
        marks: (rows) => rows.slice(0, 12).flatMap(bothSides),
        spec: ({ rows }) => ({
            height: { step: 24 },
            layer: [{ mark: "bar" }, sideNumbers("right", -1), sideNumbers("left", 1)],
            encoding: {
                y: { field: "name", type: "nominal", scale: inOrder(rows.slice(0, 12).map((row) => row.name)), title: null },
                x: { field: "amount", type: "quantitative", title: null, axis: { labels: false, ticks: false } },
                color: { field: "side", type: "nominal", title: null, sort: [say(DUEL_COLUMNS[2].title), say(DUEL_COLUMNS[3].title)] },
                tooltip: [
                    { field: "name", title: say(WORDS.player) },
                    { field: "side", title: " " },
                    { field: "shown", title: say(WORDS.kills) },
                ],
            },
        }),
    });
}

/* The numbers stand at the outer ends of the bars. */
function sideNumbers(align, way) {
    return {
        transform: [{ filter: way < 0 ? "datum.amount < 0" : "datum.amount > 0" }],
        mark: { type: "text", align, dx: 5 * way, fontSize: 11, color: "var(--ink-soft)" },
        encoding: { text: { field: "shown" }, color: { value: "var(--ink-soft)" } },
    };
}

function bothSides(row) {
    return [
        { name: row.name, side: say(DUEL_COLUMNS[2].title), amount: row.kills, shown: row.kills },
        { name: row.name, side: say(DUEL_COLUMNS[3].title), amount: -row.deaths, shown: row.deaths },
    ];
}

addOpponents({
    id: "nemeses",
    place: 10,
    side: "place_by_deaths",
    title: { en: "Nemeses", fr: "Ennemis jurés" },
    note: { en: "Those who killed me most.", fr: "Ceux qui m'ont le plus tué." },
});
addOpponents({
    id: "favourite-victims",
    place: 20,
    side: "place_by_kills",
    title: { en: "Favourite victims", fr: "Victimes favorites" },
    note: { en: "Those I killed most.", fr: "Ceux que j'ai le plus tués." },
});

addBlock({
    id: "rivals",
    page: "player",
    section: "opponents",
    place: 30,
    isWide: true,
    title: { en: "Rivals, head to head", fr: "Rivaux, face à face" },
    note: { en: "Friends and tracked players, whenever they were on the other side.", fr: "Amis et joueurs suivis, quand ils étaient en face." },
    source: DUEL_SOURCE,
    empty: { en: "No film shows a fight against a friend.", fr: "Aucun film ne montre de combat contre un ami." },
    rows: () => sorted(data.opponents.filter((row) => row.is_rival), (row) => -(row.kills + row.deaths)).map(named),
    columns: () => [
        ...DUEL_COLUMNS,
        { key: "matches_ahead", title: { en: "Matches with more kills", fr: "Matchs à mon avantage" }, format: "count" },
        { key: "matches_behind", title: { en: "With fewer", fr: "À son avantage" }, format: "count" },
        { key: "longest_kill_streak", title: { en: "Kills in a row", fr: "Frags d'affilée" }, format: "count" },
        { key: "longest_death_streak", title: { en: "Deaths in a row", fr: "Morts d'affilée" }, format: "count" },
    ],
});
