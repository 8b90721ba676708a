/* The top of a match page, and what its charts share. */

const match = data.match?.[0] ?? null;
data.events = [...(data.kills ?? []), ...(data.honours ?? [])];
const HAS_FILM = data.events.length > 0;

/* As the game calls them. */
const TEAM_NAMES = ["Eagle", "Cobra", "Hades", "Valkyrie", "Rampart", "Cutlass", "Valor", "Hazard", "Observer"];

function teamName(team) {
    return team === null ? MISSING : TEAM_NAMES[team] ?? `${say(WORDS.team)} ${team}`;
}

function teamOf(xuid) {
    return data.roster.find((one) => one.xuid === xuid)?.team_id ?? null;
}

function personName(xuid, given = null) {
    return data.roster.find((one) => one.xuid === xuid)?.gamertag ?? given ?? xuid ?? MISSING;
}

function teams() {
    const found = new Set(data.roster.map((one) => one.team_id));
    return match.is_team_match ? sorted([...found].filter((team) => team !== null), (team) => team) : [];
}

HEADLINES.match = () => {
    const kind = match.is_ranked ? say({ en: "ranked", fr: "classé" }) : say({ en: "social", fr: "social" });
    const facts = [
        match.started_at_local === null ? null : `${format.dateTime(match.started_at_local)} (${match.timezone})`,
        format.clock(match.duration_seconds),
        localName(match, "playlist_name"),
        kind,
        match.season_name,
    ];
    return [
        element("div", { class: "headline" },
            element("h1", {}, nameElement(`${localName(match, "mode_category")} · ${localName(match, "map_name")}`)),
        ),
        element("p", { class: "facts" }, facts.filter(Boolean).join(" · ")),
        resultElement(),
        HAS_FILM ? null : element("p", { class: "notice", id: "no-film" }, say(FILMS[match.film_availability] ?? FILMS.unknown)),
    ];
};

function resultElement() {
    if (!match.is_team_match || data.teams.length < 2) return null;
    const side = (team) => {
        const hasWon = team.outcome === WIN;
        const word = hasWon ? say({ en: " won", fr: " gagne" }) : "";
        return element("span", { class: hasWon ? "side winner" : "side" },
            element("span", { class: `team team-${team.team_id}`, "aria-hidden": "true" }), teamName(team.team_id), word);
    };
    const points = (team) => element("span", { class: "points" }, format.count(team.score));
    if (data.teams.length > 2) {
        return element("p", { class: "result", id: "result" }, data.teams.flatMap((team) => [side(team), points(team)]));
    }
    const [one, other] = data.teams;
    const colon = element("span", { class: "points" }, ":");
    return element("p", { class: "result", id: "result" }, side(one), points(one), colon, points(other), side(other));
}

const FILMS = {
    gone: {
        en: "The film of this match no longer exists. Without it there is no timeline and no list of who killed whom.",
        fr: "Le film de ce match n'existe plus. Sans lui, il n'y a ni déroulement ni liste de qui a tué qui.",
    },
    unknown: {
        en: "This warehouse has no events of this match, so there is no timeline and no list of who killed whom.",
        fr: "Cet entrepôt n'a pas d'événements de ce match : ni déroulement, ni liste de qui a tué qui.",
    },
};
