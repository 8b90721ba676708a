/* Draws the charts one after the other, those in view first, so that a long page answers at once. */

const waiting = new Map();
const drawn = new Map();
const drawnFrom = new Map();
let isDrawing = false;

function themeName() {
    if (settings.theme !== "system") return settings.theme;
    return window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

function colour(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

function vegaConfig(width) {
    // these follow the theme by themselves, also when a dark page is printed
    const [ink, soft, line] = ["ink", "ink-soft", "line"].map((name) => `var(--${name})`);
    const heat = [colour("heat-low"), colour("heat-high")];
    const series = [1, 2, 3, 4, 5, 6].map((place) => colour(`series-${place}`));
    return {
        aria: false, // the table below says the same
        background: "transparent",
        font: "system-ui, sans-serif",
        view: { stroke: null },
        axis: {
            labelColor: soft, titleColor: soft, titleFontWeight: "normal", labelFontSize: 11, titleFontSize: 11,
            gridColor: line, domainColor: line, tickColor: line, labelLimit: 130,
        },
        axisX: { grid: false, labelOverlap: true, labelSeparation: 8 },
        legend: {
            labelColor: ink, titleColor: soft, titleFontWeight: "normal", orient: "top", labelLimit: 140, symbolType: "circle",
            columns: Math.max(1, Math.floor(width / 150)),
        },
        mark: { color: series[0] },
        text: { color: ink },
        header: { labelColor: ink, titleColor: soft },
        range: { category: series, ordinal: series, heatmap: heat, ramp: heat },
        line: { strokeWidth: 2 },
        point: { filled: true, size: 45 },
        bar: { cornerRadius: 2 },
        rule: { color: soft },
    };
}

/* A tooltip shows a date as a text that is already written: Vega would use the time zone of the
   browser. `spec` is what Vega-Lite calls a specification, without its data. No part of it comes from data. */
function embed(box, spec, rows) {
    const full = {
        $schema: "https://vega.github.io/schema/vega-lite/v6.json",
        width: "container",
        autosize: { type: "fit-x", contains: "padding" },
        data: { name: "rows", values: rows },
        ...spec,
        config: vegaConfig(box.clientWidth),
    };
    return window.vegaEmbed(box, full, {
        renderer: "svg",
        actions: false,
        ast: true, // without it Vega would need `unsafe-eval`
        defaultStyle: false,
        tooltip: { disableDefaultStyle: true },
        ...(settings.language === "fr" ? FRENCH_AXES : {}),
    });
}

function drawLater(box, spec, rows) {
    waiting.set(box, { spec, rows });
    drawnFrom.set(box, { spec, rows });
    document.documentElement.dataset.drawn = "no";
    if (!isDrawing) {
        isDrawing = true;
        setTimeout(drawNext, 0);
    }
}

function nextBox() {
    const boxes = [...waiting.keys()];
    const inView = boxes.find((box) => {
        const place = box.getBoundingClientRect();
        return place.bottom > 0 && place.top < window.innerHeight;
    });
    return inView ?? boxes[0];
}

/* The page is written before the library of the charts is loaded. */
async function libraryLoaded() {
    if (!window.vegaEmbed) await new Promise((done) => window.addEventListener("load", done));
}

async function drawNext() {
    await libraryLoaded();
    while (waiting.size) {
        const box = nextBox();
        const { spec, rows } = waiting.get(box);
        waiting.delete(box);
        if (!box.isConnected) continue;
        drawn.get(box)?.finalize();
        try {
            drawn.set(box, await embed(box, spec(box.clientWidth), rows));
            hideFromScreenReaders(box);
        } catch (error) {
            fill(box, element("p", { class: "empty" }, say({ en: "This chart cannot be drawn.", fr: "Ce graphique ne peut pas être dessiné." })));
            reportError(error); // the other charts are drawn, and the console says why this one is not
        }
        performance.mark("chart drawn");
        await new Promise((done) => setTimeout(done, 0));
    }
    for (const box of drawn.keys()) if (!box.isConnected) forget(box);
    isDrawing = false;
    noteDrawn();
}

function noteDrawn() {
    if (!isDrawing) document.documentElement.dataset.drawn = "all";
}

function forget(box) {
    drawn.get(box)?.finalize();
    drawn.delete(box);
    drawnFrom.delete(box);
    waiting.delete(box);
}

/* An axis of days or months; Vega's own labels mix weekdays, days and years. */
function timeAxis(rows, field) {
    const times = rows.map((row) => row[field]);
    const isLong = Math.max(...times) - Math.min(...times) > 300 * DAY;
    return {
        field,
        type: "temporal",
        scale: { type: "utc" },
        title: null,
        axis: { format: isLong ? "%b %Y" : "%-d %b", tickCount: 8 },
    };
}

/* Draws every chart again, with everything else on the page as it is. */
function drawAgain() {
    for (const [box, { spec, rows }] of drawnFrom) if (box.isConnected && !box.hidden) drawLater(box, spec, rows);
}

/* The order of names on an axis. Vega-Lite turns `sort` into code, and a domain stays text. */
function inOrder(names) {
    return { domain: [...new Set(names)] };
}

/* Two maps can have one name: the second one is numbered, so that they are not drawn as one. */
function withUniqueNames(rows) {
    const seen = new Map();
    return rows.map((row) => {
        const times = (seen.get(row.name) ?? 0) + 1;
        seen.set(row.name, times);
        return times === 1 ? row : { ...row, name: `${row.name} (${times})` };
    });
}

/* Numbers on coloured cells are light on strong colours and dark on weak ones. */
function inkOfCells(rows, column) {
    const highest = Math.max(...rows.map((row) => row[column]));
    return rows.map((row) => ({ ...row, ink: row[column] > highest / 2 ? "strong" : "weak" }));
}

function inkScale() {
    return { field: "ink", type: "nominal", legend: null, scale: { domain: ["strong", "weak"], range: [colour("card"), colour("ink")] } };
}

/* The values of every chart stand in the table below it, which reads better than a drawing. */
function hideFromScreenReaders(box) {
    box.querySelector("svg")?.setAttribute("aria-hidden", "true");
}
