/* The top, the sections and the bottom of a page, and what happens when something is chosen. */

const SECTIONS = {
    player: [
        ["form", { en: "Form", fr: "Forme" }],
        ["skill", { en: "Rank and expectation", fr: "Rang et attentes" }],
        ["places", { en: "Maps and modes", fr: "Cartes et modes" }],
        ["time", { en: "Time and sessions", fr: "Heures et sessions" }],
        ["company", { en: "With whom", fr: "Avec qui" }],
        ["opponents", { en: "Against whom", fr: "Contre qui" }],
        ["feats", { en: "Fights and medals", fr: "Combats et médailles" }],
        ["records", { en: "Records and career", fr: "Records et carrière" }],
        ["data", { en: "Matches and data", fr: "Matchs et données" }],
    ],
    match: [
        ["score", { en: "Result", fr: "Résultat" }],
        ["course", { en: "Course of the match", fr: "Déroulement du match" }],
        ["fights", { en: "Who killed whom", fr: "Qui a tué qui" }],
        ["lobby", { en: "The lobby", fr: "Le salon" }],
    ],
    index: [
        ["players", { en: "The group", fr: "Le groupe" }],
        ["together", { en: "Together", fr: "Ensemble" }],
        ["newest", { en: "Records and newest matches", fr: "Records et derniers matchs" }],
    ],
};

const HEADLINES = {};
let updates = [];

function pageAddress(path) {
    return page.links ? `${"../".repeat(Number(document.documentElement.dataset.depth))}${path}` : null;
}

function playerAddress(xuid) {
    const file = page.links?.players?.[xuid];
    return file ? pageAddress(file) : null;
}

function matchAddress(matchId) {
    const file = page.links?.matches?.[matchId];
    return file ? pageAddress(file) : null;
}

function drawPage() {
    document.documentElement.lang = settings.language;
    document.documentElement.dataset.theme = themeName();
    updates = [];
    fill(document.getElementById("top"), barElement(), HEADLINES[page.kind]());
    document.title = document.querySelector("h1").textContent;
    const sections = SECTIONS[page.kind]
        .map(([id, title]) => ({ id, title, blocks: blocksOf(id) }))
        .filter((section) => section.blocks.length);
    fill(document.getElementById("content"), toolsElement(sections), sections.map(sectionElement));
    fill(document.getElementById("bottom"), bottomElement());
    updateAll();
}

function blocksOf(section) {
    const own = blocks.filter((block) => block.page === page.kind && block.section === section);
    return sorted(own.filter((block) => !block.isShown || block.isShown()), (block) => block.place);
}

function sectionElement(section) {
    const cards = section.blocks.map((block) => {
        const { card, update } = cardElement(block);
        updates.push(update);
        return card;
    });
    const title = element("h2", { id: `section-${section.id}` }, say(section.title));
    return element("div", { role: "group", "aria-labelledby": `section-${section.id}` }, title, element("div", { class: "grid" }, cards));
}

function updateAll() {
    if (page.kind === "player") showCount();
    for (const update of updates) update();
    noteDrawn();
}

function showCount() {
    const shown = filteredMatches().length;
    document.getElementById("filter-reset").hidden = !isFiltered();
    document.getElementById("filter-count").textContent = say({
        en: `${format.count(shown)} of ${format.count(data.matches.length)} matches`,
        fr: `${format.count(shown)} matchs sur ${format.count(data.matches.length)}`,
    });
}

function toolsElement(sections) {
    const links = sections.map((section) => element("a", { href: `#section-${section.id}` }, say(section.title)));
    const nav = element("nav", { class: "sections", "aria-label": say({ en: "Sections", fr: "Sections" }) }, links);
    if (page.kind !== "player") return element("div", { class: "tools" }, element("div", { class: "row" }, nav));
    const form = filterForm((isReset) => {
        if (!isReset) return updateAll();
        drawPage();
        document.getElementById("filter-kind").focus();
    });
    const box = element("details", { class: "filter-box", open: window.innerWidth > 820 || isFiltered() },
        element("summary", {}, say({ en: "Filters", fr: "Filtres" })), form);
    const shown = element("p", { class: "count", id: "filter-count", role: "status" });
    return element("div", { class: "tools" }, box, element("div", { class: "row" }, nav, shown));
}

function barElement() {
    const home = pageAddress("index.html");
    const other = settings.language === "en" ? "fr" : "en";
    const switchLanguage = () => {
        remember("language", other);
        drawPage();
        document.getElementById("switch-language").focus();
    };
    return element("div", { class: "bar" },
        home && page.kind !== "index" ? element("a", { class: "home", href: home }, say({ en: "← Everybody", fr: "← Tout le monde" })) : null,
        element("button", { type: "button", id: "switch-language", lang: other, onclick: switchLanguage }, other === "fr" ? "Français" : "English"),
        element("button", { type: "button", id: "switch-theme", onclick: switchTheme }, otherTheme()),
        element("span", { class: "age", id: "age" }, ageText()),
    );
}

function otherTheme() {
    return say(themeName() === "dark" ? { en: "Light", fr: "Clair" } : { en: "Dark", fr: "Sombre" });
}

function switchTheme() {
    remember("theme", themeName() === "dark" ? "light" : "dark");
    showTheme();
}

function showTheme() {
    document.documentElement.dataset.theme = themeName();
    document.getElementById("switch-theme").textContent = otherTheme();
    drawAgain();
    noteDrawn();
}

/* The age is in a script of its own, so that a page whose data did not change stays the same file. */
function ageText() {
    const landed = window.reportAge.newest_landing_at;
    if (landed === null) return say({ en: "There is no data yet.", fr: "Aucune donnée pour l'instant." });
    const minutes = Math.max(0, (Date.now() - landed) / 60000);
    const [amount, unit] = minutes < 90 ? [minutes, "minute"] : minutes < 2880 ? [minutes / 60, "hour"] : [minutes / 1440, "day"];
    const ago = formatter(Intl.RelativeTimeFormat, { numeric: "always" }).format(-Math.round(amount), unit);
    return say({
        en: `Data updated ${ago} (${format.dateTime(landed)} UTC)`,
        fr: `Données mises à jour ${ago} (${format.dateTime(landed)} UTC)`,
    });
}

function bottomElement() {
    return element("p", {}, say({
        en: "Made from the marts of a Halo match warehouse. This page asks nothing of the network. ",
        fr: "Tiré des tables d'un entrepôt de matchs Halo. Cette page ne demande rien au réseau. ",
    }), page.links ? element("a", { href: pageAddress("assets/licences.txt") }, say({ en: "Licences", fr: "Licences" })) : null);
}
