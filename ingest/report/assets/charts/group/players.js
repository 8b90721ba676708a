addBlock({
    id: "players",
    page: "index",
    section: "players",
    place: 10,
    isWide: true,
    title: { en: "Players", fr: "Joueurs" },
    note: { en: "Firefight is left out. Choose a name to open the page of a player.", fr: "Sans le Baptême du feu. Choisissez un nom pour ouvrir la page d'un joueur." },
    source: "marts.player_global_stats: matches, win_rate, kd_ratio, average_kda, accuracy, hours_played · marts.player_match_stats: performance_score",
    empty: { en: "No player is tracked yet: `ingest players add` adds one.", fr: "Aucun joueur n'est suivi : `ingest players add` en ajoute un." },
    rows: () => sorted(data.players, (row) => -row.matches, (row) => row.gamertag),
    limit: 50,
    columns: () => [
        { key: "gamertag", title: WORDS.player, format: "text", name: true, link: (row) => playerAddress(row.xuid) },
        { key: "matches", title: WORDS.matches, format: "count" },
        { key: "win_rate", title: WORDS.winRate, format: "percent1" },
        { key: "kd_ratio", title: WORDS.kd, format: "decimal2" },
        { key: "average_kda", title: WORDS.kda, format: "decimal2" },
        { key: "accuracy", title: WORDS.accuracy, format: "accuracy" },
        { key: "average_performance_score", title: WORDS.performance, format: "decimal1" },
        { key: "hours_played", title: WORDS.hours, format: "decimal1" },
        { key: "newest_match_at", title: { en: "Last match (UTC)", fr: "Dernier match (UTC)" }, format: "date" },
    ],
});

/* The first week of a month has its name. */
const MONTH_OF_WEEK = "utcdate(datum.value) <= 7 ? utcFormat(datum.value, '%b %y') : ''";
const FEWEST_WEEKS = 26;

function weeksOf(rows) {
    const newest = rows.at(-1).week;
    const weeks = Math.max(FEWEST_WEEKS, (newest - rows[0].week) / (7 * DAY) + 1);
    return Array.from({ length: weeks }, (_, place) => newest - (weeks - 1 - place) * 7 * DAY);
}

const DAY_MEASURES = {
    matches: { label: WORDS.matches, format: "d" },
    win_rate: { label: WORDS.winRate, format: ".0%" },
};

addBlock({
    id: "activity",
    page: "index",
    section: "players",
    place: 20,
    isWide: true,
    title: { en: "Calendar", fr: "Calendrier" },
    note: { en: "Matches on each day of the last year. A match of two of these players counts twice.", fr: "Matchs de chaque jour, sur un an. Un match de deux de ces joueurs compte deux fois." },
    source: "marts.player_match_stats: local_date, outcome",
    controls: [
        { id: "measure", label: { en: "Colour", fr: "Couleur" }, options: Object.entries(DAY_MEASURES).map(([value, { label }]) => ({ value, label })) },
    ],
    rows() {
        const dated = data.days.filter((row) => row.local_date !== null);
        const newest = dated.length ? dated.at(-1).local_date : 0;
        const recent = dated.filter((row) => row.local_date > newest - 366 * DAY);
        const days = group(recent, (row) => row.local_date);
        return sorted([...days], ([day]) => day).map(([day, rows]) => {
            const weekday = (new Date(day).getUTCDay() + 6) % 7;
            return {
                day,
                date: format.date(day),
                week: day - weekday * DAY,
                weekday: WEEKDAYS[settings.language][weekday],
                players: rows.length,
                matches: sum(rows, "matches"),
                win_rate: ratio(sum(rows, "wins"), sum(rows, "rated_matches")),
            };
        });
    },
    columns: () => [
        { key: "day", title: WORDS.day, format: "date" },
        { key: "players", title: { en: "Players", fr: "Joueurs" }, format: "count" },
        { key: "matches", title: WORDS.matches, format: "count" },
        { key: "win_rate", title: WORDS.winRate, format: "percent" },
    ],
    spec: ({ chosen, rows }) => ({
        height: { step: 17 },
        mark: { type: "rect", cornerRadius: 2 },
        encoding: {
            x: { field: "week", type: "ordinal", title: null, scale: { domain: weeksOf(rows) }, axis: { labelExpr: MONTH_OF_WEEK, labelAngle: 0, labelOverlap: true, ticks: false, domain: false } },
            y: { field: "weekday", type: "nominal", scale: { domain: WEEKDAYS[settings.language] }, title: null, axis: { ticks: false, domain: false } },
            color: { field: chosen.measure, type: "quantitative", title: null, legend: { format: DAY_MEASURES[chosen.measure].format, gradientLength: 140 } },
            tooltip: [
                { field: "date", title: say(WORDS.day) },
                { field: "players", title: say({ en: "Players", fr: "Joueurs" }) },
                { field: "matches", title: say(WORDS.matches) },
                { field: "win_rate", title: say(WORDS.winRate), format: ".0%" },
            ],
        },
    }),
});
