const DIFFICULTIES = {
    normal: { en: "normal", fr: "normale" },
    heroic: { en: "heroic", fr: "héroïque" },
    legendary: { en: "legendary", fr: "légendaire" },
    mythic: { en: "mythic", fr: "mythique" },
};

function medalRow(row) {
    const french = settings.language === "fr";
    return {
        ...row,
        name: (french && row.name_fr) || row.name_en || String(row.medal_id),
        meaning: (french && row.description_fr) || row.description_en,
        rarity: say(DIFFICULTIES[row.difficulty] ?? row.difficulty),
    };
}

const MEDAL_COLUMNS = [
    { key: "name", title: { en: "Medal", fr: "Médaille" }, format: "text", name: true },
    { key: "meaning", title: { en: "For", fr: "Pour" }, format: "text", name: true },
    { key: "rarity", title: { en: "Difficulty", fr: "Difficulté" }, format: "text" },
];

addBlock({
    id: "medals",
    page: "player",
    section: "feats",
    place: 20,
    title: { en: "Medals", fr: "Médailles" },
    ignores: WITH_FIREFIGHT,
    source: "marts.player_medals: medal_count, matches, medals_per_match, most_in_a_match · core.medals",
    empty: { en: "No medal yet.", fr: "Aucune médaille pour l'instant." },
    rows: () => withUniqueNames(sorted(data.medals.filter((row) => row.medal_count > 0).map(medalRow), (row) => -row.medal_count, (row) => row.name)),
    columns: () => [
        ...MEDAL_COLUMNS,
        { key: "medal_count", title: { en: "Earned", fr: "Obtenues" }, format: "count" },
        { key: "matches", title: WORDS.matches, format: "count" },
        { key: "medals_per_match", title: { en: "Per match", fr: "Par match" }, format: "decimal2" },
        { key: "most_in_a_match", title: { en: "Most in a match", fr: "Maximum en un match" }, format: "count" },
    ],
    marks: (rows) => rows.slice(0, 15),
    spec: ({ rows }) => ({
        height: { step: 22 },
        mark: "bar",
        encoding: {
            y: { field: "name", type: "nominal", scale: inOrder(rows.slice(0, 15).map((row) => row.name)), title: null },
            x: { field: "medal_count", type: "quantitative", title: say({ en: "earned", fr: "obtenues" }) },
            color: { field: "rarity", type: "nominal", title: null, sort: Object.values(DIFFICULTIES).map(say) },
            tooltip: [
                { field: "name", title: say({ en: "Medal", fr: "Médaille" }) },
                { field: "meaning", title: say({ en: "For", fr: "Pour" }) },
                { field: "medal_count", title: say({ en: "Earned", fr: "Obtenues" }) },
                { field: "most_in_a_match", title: say({ en: "Most in a match", fr: "Maximum en un match" }) },
            ],
        },
    }),
});

addBlock({
    id: "medals-missing",
    page: "player",
    section: "feats",
    place: 30,
    title: { en: "Medals not yet earned", fr: "Médailles à obtenir" },
    ignores: IGNORES_EVERYTHING,
    source: "core.medals: name_en, name_fr, difficulty · marts.player_medals: medal_count",
    empty: { en: "Every known medal is earned.", fr: "Toutes les médailles connues sont obtenues." },
    rows: () => sorted(data.medals.filter((row) => row.medal_count === 0).map(medalRow), (row) => Object.keys(DIFFICULTIES).indexOf(row.difficulty), (row) => row.name),
    columns: () => MEDAL_COLUMNS,
});
