addBlock({
    id: "matches",
    page: "player",
    section: "data",
    place: 10,
    isWide: true,
    isFiltered: true,
    title: { en: "Matches", fr: "Matchs" },
    note: { en: "The newest first. A date with a link has a page of its own.", fr: "Les plus récents d'abord. Une date avec un lien a sa propre page." },
    source: "marts.player_match_stats: started_at_local, map_name, mode_category, playlist_name, outcome, kills, deaths, assists, kda, accuracy, performance_score",
    rows: (matches) =>
        [...matches].reverse().map((row) => ({
            ...row,
            map: localName(row, "map_name"),
            mode: localName(row, "mode_category"),
            playlist: localName(row, "playlist_name"),
        })),
    columns: () => [
        { key: "started_at_local", title: WORDS.date, format: "dateTime", link: (row) => matchAddress(row.match_id) },
        { key: "map", title: WORDS.map, format: "text", name: true },
        { key: "mode", title: WORDS.mode, format: "text", name: true },
        { key: "playlist", title: WORDS.playlist, format: "text", name: true },
        { key: "outcome", title: WORDS.result, format: "outcome" },
        { key: "kills", title: WORDS.kills, format: "count" },
        { key: "deaths", title: WORDS.deaths, format: "count" },
        { key: "assists", title: WORDS.assists, format: "count" },
        { key: "kda", title: WORDS.kda, format: "decimal2" },
        { key: "accuracy", title: WORDS.accuracy, format: "accuracy" },
        { key: "performance_score", title: WORDS.performance, format: "decimal1" },
    ],
});

const DOCUMENTS = {
    match_stats: { en: "Stats", fr: "Statistiques" },
    match_skill: { en: "Skill", fr: "Niveau" },
    match_film: { en: "Film", fr: "Film" },
};
const STATUSES = {
    ok: { en: "complete", fr: "complet" },
    empty: { en: "the API has none", fr: "l'API n'en a pas" },
    not_yet: { en: "not published yet; requested again", fr: "pas encore publié ; redemandé" },
    gone: { en: "gone: the API no longer has it", fr: "disparu : l'API ne l'a plus" },
    forbidden: { en: "private", fr: "privé" },
    quarantined: { en: "an answer that could not be used", fr: "une réponse inutilisable" },
    unsupported_version: { en: "a film of an unknown version", fr: "un film d'une version inconnue" },
    failed: { en: "no answer; requested again", fr: "pas de réponse ; redemandé" },
    pending: { en: "not requested yet", fr: "pas encore demandé" },
};

addBlock({
    id: "missing",
    page: "player",
    section: "data",
    place: 20,
    isWide: true,
    title: { en: "What is complete and what is missing", fr: "Ce qui est complet et ce qui manque" },
    source: "marts.backfill_status: data_type, status · core.player_matches",
    ignores: { en: "All matches of the history: the filters do not change this.", fr: "Tous les matchs de l'historique : les filtres n'y changent rien." },
    rows: () =>
        sorted(data.missing, (row) => row.data_type, (row) => -row.matches).map((row) => ({
            ...row,
            document: say(DOCUMENTS[row.data_type] ?? row.data_type),
            state: say(STATUSES[row.status] ?? row.status),
        })),
    columns: () => [
        { key: "document", title: { en: "Document", fr: "Document" }, format: "text" },
        { key: "state", title: { en: "State", fr: "État" }, format: "text" },
        { key: "matches", title: WORDS.matches, format: "count" },
    ],
});
