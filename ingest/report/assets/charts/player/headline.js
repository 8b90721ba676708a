/* The top of a player's page. */

const player = data.players?.[0] ?? null;

HEADLINES.player = () => {
    const career = data.career.at(-1);
    const dated = data.matches.filter(isDated);
    const span = dated.length
        ? `${format.date(dated[0].started_at_local)} – ${format.date(dated.at(-1).started_at_local)}`
        : say({ en: "There is no match yet.", fr: "Aucun match pour l'instant." });
    const limits = page.since
        ? say({ en: ` · only matches since ${format.date(page.since)}`, fr: ` · seulement les matchs depuis le ${format.date(page.since)}` })
        : "";
    const zone = say({ en: `times in ${player.timezone}`, fr: `heures : ${player.timezone}` });
    return [
        element("div", { class: "headline" },
            element("h1", {}, nameElement(player.gamertag)),
            career ? element("p", {}, career.rank_name) : null,
        ),
        element("p", { class: "facts" }, `${span} · ${zone}${limits}`),
    ];
};
