/* The top of the index, with the health of the data in one line. */

const PART = {
    en: "This report was asked for some players or some time only. This page still shows all their matches, and the records are those of all tracked players.",
    fr: "Ce rapport porte sur certains joueurs ou une certaine période. Cette page montre quand même tous leurs matchs, et les records de tous les joueurs suivis.",
};

HEADLINES.index = () => {
    const health = window.reportAge;
    const share = (part) => format.percent(ratio(part, health.matches));
    const films = say({ en: `films ${share(health.matches_with_film)}`, fr: `films ${share(health.matches_with_film)}` });
    const audit = health.unknown_values + health.drifted_keys
        ? say({ en: `${format.count(health.unknown_values + health.drifted_keys)} unknown values or keys of the API`, fr: `${format.count(health.unknown_values + health.drifted_keys)} valeurs ou clés inconnues de l'API` })
        : say({ en: "no unknown values of the API", fr: "aucune valeur inconnue de l'API" });
    const agreement = say({
        en: `films agree with stats in ${format.percent1(ratio(health.film_rows_in_agreement, health.film_rows))} of rows`,
        fr: `films et statistiques concordent dans ${format.percent1(ratio(health.film_rows_in_agreement, health.film_rows))} des lignes`,
    });
    const facts = [
        say({ en: `${format.count(health.matches)} matches`, fr: `${format.count(health.matches)} matchs` }),
        say({ en: `newest ${format.dateTime(health.newest_match_at)} UTC`, fr: `le dernier : ${format.dateTime(health.newest_match_at)} UTC` }),
        `${say({ en: "stats", fr: "statistiques" })} ${share(health.matches_with_stats)}`,
        `${say({ en: "skill", fr: "niveau" })} ${share(health.matches_with_skill)}`,
        films,
        agreement,
        audit,
    ];
    return [
        element("div", { class: "headline" }, element("h1", {}, say({ en: "Halo matches", fr: "Matchs Halo" }))),
        element("p", { class: "facts", id: "health" }, facts.join(" · ")),
        page.since || page.is_part ? element("p", { class: "notice" }, say(PART)) : null,
    ];
};
