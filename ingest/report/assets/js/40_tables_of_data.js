/* The rows of the page. A table comes as columns; a column of texts comes as its distinct values
   and the number of a value for each row, because 10,000 matches have few maps. */

const page = JSON.parse(document.getElementById("page-data").textContent);

function rowsOf(table) {
    const rows = Array.from({ length: table.rows }, () => ({}));
    for (const [name, column] of Object.entries(table.columns)) {
        const values = column.values;
        column.rows.forEach((value, index) => {
            rows[index][name] = values === undefined || value === null ? value : values[value];
        });
    }
    return rows;
}

const data = Object.fromEntries(
    Object.entries(page.tables).map(([name, table]) => [name, rowsOf(table)]),
);

/* --- the only arithmetic of the page: count, sum, divide, sort --- */

function sum(rows, column) {
    let total = 0;
    for (const row of rows) total += row[column] ?? 0;
    return total;
}

function count(rows, condition) {
    let found = 0;
    for (const row of rows) if (condition(row)) found += 1;
    return found;
}

function ratio(part, whole) {
    return whole ? part / whole : null;
}

/* Rows without a value count neither above nor below. */
function mean(rows, column) {
    const known = rows.filter((row) => row[column] !== null);
    return ratio(sum(known, column), known.length);
}

function group(rows, key) {
    const groups = new Map();
    for (const row of rows) {
        const value = key(row);
        if (!groups.has(value)) groups.set(value, []);
        groups.get(value).push(row);
    }
    return groups;
}

function sorted(rows, ...keys) {
    const compare = (a, b) => {
        if (a === b) return 0;
        if (a === null || a === undefined) return 1;
        if (b === null || b === undefined) return -1;
        return a < b ? -1 : 1;
    };
    return [...rows].sort((one, other) => {
        for (const key of keys) {
            const found = compare(key(one), key(other));
            if (found) return found;
        }
        return 0;
    });
}

const WIN = 2;
const LOSS = 3;

/* The same totals as macros/player_totals.sql. A test compares them with the marts. */
function totals(rows) {
    const kills = sum(rows, "kills");
    const deaths = sum(rows, "deaths");
    const wins = count(rows, (row) => row.outcome === WIN);
    return {
        matches: rows.length,
        wins,
        losses: count(rows, (row) => row.outcome === LOSS),
        win_rate: ratio(wins, rows.length),
        ...intervalOf(wins, rows.length),
        kills,
        deaths,
        assists: sum(rows, "assists"),
        kd_ratio: rows.length ? kills / Math.max(deaths, 1) : null,
        average_kda: mean(rows, "kda"),
        accuracy: ratio(100 * sum(rows, "shots_hit"), sum(rows, "shots_fired")),
        average_performance_score: mean(rows, "performance_score"),
        hours_played: sum(rows, "time_played_seconds") / 3600,
    };
}

/* The interval of a win rate, found in the table that SQL made (report.win_rate_intervals). */
function intervalOf(wins, matches) {
    if (!matches) return { win_rate_low: null, win_rate_high: null };
    const table = window.reportIntervals;
    const { low, high } = table.bounds[table.matches.filter((one) => one <= matches).at(-1)];
    // the rows are evenly spaced from no win to all wins; the tolerance is that of a division
    const place = (wins / matches) * (low.length - 1);
    return {
        win_rate_low: low[Math.floor(place + 1e-9)],
        win_rate_high: high[Math.ceil(place - 1e-9)],
    };
}
