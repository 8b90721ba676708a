/* Every text stands in both languages beside its use, as {en: "…", fr: "…"}. */

const settings = {
    language: remembered("language") ?? document.documentElement.dataset.language,
    theme: remembered("theme") ?? "system",
};

/* A browser may refuse to store anything for a file; the report then forgets the choice. */
function remembered(name) {
    try {
        return window.localStorage.getItem(`report-${name}`);
    } catch {
        return null;
    }
}

function remember(name, value) {
    settings[name] = value;
    try {
        window.localStorage.setItem(`report-${name}`, value);
    } catch {
        // the choice holds for this page
    }
}

function say(text) {
    if (text === null || text === undefined) return "";
    return typeof text === "string" ? text : text[settings.language];
}

/* The French column of a row, where the API or our lists have one. */
function localName(row, column) {
    return (settings.language === "fr" && row[`${column}_fr`]) || row[column] || say(WORDS.unknown);
}

const WORDS = {
    unknown: { en: "unknown", fr: "inconnu" },
    matches: { en: "Matches", fr: "Matchs" },
    match: { en: "Match", fr: "Match" },
    wins: { en: "Wins", fr: "Victoires" },
    losses: { en: "Losses", fr: "Défaites" },
    winRate: { en: "Win rate", fr: "Taux de victoire" },
    low: { en: "95 % low", fr: "95 % bas" },
    high: { en: "95 % high", fr: "95 % haut" },
    kills: { en: "Kills", fr: "Frags" },
    deaths: { en: "Deaths", fr: "Morts" },
    assists: { en: "Assists", fr: "Assistances" },
    kd: { en: "K/D", fr: "K/D" },
    kda: { en: "KDA", fr: "KDA" },
    accuracy: { en: "Accuracy", fr: "Précision" },
    performance: { en: "Performance", fr: "Performance" },
    damage: { en: "Damage", fr: "Dégâts" },
    score: { en: "Score", fr: "Score" },
    spree: { en: "Longest spree", fr: "Plus longue série" },
    hours: { en: "Hours", fr: "Heures" },
    player: { en: "Player", fr: "Joueur" },
    team: { en: "Team", fr: "Équipe" },
    map: { en: "Map", fr: "Carte" },
    mode: { en: "Mode", fr: "Mode" },
    playlist: { en: "Playlist", fr: "Sélection" },
    season: { en: "Season", fr: "Saison" },
    date: { en: "Date", fr: "Date" },
    time: { en: "Time", fr: "Temps" },
    month: { en: "Month", fr: "Mois" },
    day: { en: "Day", fr: "Jour" },
    hour: { en: "Hour", fr: "Heure" },
    result: { en: "Result", fr: "Résultat" },
    net: { en: "Difference", fr: "Différence" },
    expected: { en: "Expected", fr: "Attendu" },
    since: { en: "Since", fr: "Depuis" },
    last: { en: "Last", fr: "Dernier" },
};

const OUTCOMES = {
    1: { en: "Tie", fr: "Égalité" },
    2: { en: "Win", fr: "Victoire" },
    3: { en: "Loss", fr: "Défaite" },
    4: { en: "Not finished", fr: "Non terminé" },
};

function outcomeName(outcome) {
    return say(OUTCOMES[outcome] ?? WORDS.unknown);
}

const WEEKDAYS = {
    en: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    fr: ["Lundi", "Mardi", "Mercredi", "Jeudi", "Vendredi", "Samedi", "Dimanche"],
};
