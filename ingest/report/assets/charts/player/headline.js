/* The top of a player's page. */

const player = data.players?.[0] ?? null;

HEADLINES.player = () => {
    const career = data.career.at(-1);
    const newest = data.matches.at(-1);
    const span = newest
        ? `${format.date(data.matches[0].started_at_local)} – ${format.date(newest.started_at_local)}`
        : say({ en: "No match has landed yet.", fr: "Aucun match n'a encore été reçu." });
    const limits = page.since
        ? say({ en: ` · only matches since ${format.date(page.since)}`, fr: ` · seulement les matchs depuis le ${format.date(page.since)}` })
        : "";
    const zone = say({ en: `times of ${player.timezone}`, fr: `heures de ${player.timezone}` });
    return [
        element("div", { class: "headline" },
            element("h1", {}, nameElement(player.gamertag)),
            career ? element("p", {}, career.rank_name) : null,
        ),
        element("p", { class: "facts" }, `${span} · ${zone}${limits}`),
    ];
};
