/* How values are written. All times of the data are wall clocks of the player's time zone, kept as
   if they were UTC, so that the time zone of the browser changes nothing. */

const MISSING = "–";

function locale() {
    return settings.language === "fr" ? "fr-FR" : "en-GB";
}

const made = new Map();

function formatter(kind, options) {
    const key = `${locale()} ${kind.name} ${JSON.stringify(options)}`;
    if (!made.has(key)) made.set(key, new kind(locale(), options));
    return made.get(key);
}

function number(digits, options = {}) {
    const fixed = { minimumFractionDigits: digits, maximumFractionDigits: digits, ...options };
    return (value) => {
        if (value === null || value === undefined || !Number.isFinite(value)) return MISSING;
        return formatter(Intl.NumberFormat, fixed).format(value);
    };
}

function moment(options) {
    return (value) => {
        if (value === null || value === undefined) return MISSING;
        return formatter(Intl.DateTimeFormat, { timeZone: "UTC", ...options }).format(value);
    };
}

const format = {
    text: (value) => (value === null || value === undefined ? MISSING : String(value)),
    count: number(0),
    decimal1: number(1),
    decimal2: number(2),
    signed1: number(1, { signDisplay: "exceptZero" }),
    signed2: number(2, { signDisplay: "exceptZero" }),
    percent: number(0, { style: "percent" }),
    percent1: number(1, { style: "percent" }),
    points: number(1, { style: "percent", signDisplay: "exceptZero" }),
    date: moment({ day: "numeric", month: "short", year: "numeric" }),
    dateTime: moment({ day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" }),
    month: moment({ month: "short", year: "numeric" }),
    outcome: outcomeName,
    weekday: (value) => WEEKDAYS[settings.language][value - 1] ?? MISSING,
    clock: (seconds) => {
        if (seconds === null || seconds === undefined) return MISSING;
        const whole = Math.floor(Math.abs(seconds));
        const sign = seconds < 0 ? "-" : "";
        return `${sign}${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
    },
    /* accuracy is in percent already */
    accuracy: (value) => (value === null || value === undefined ? MISSING : format.percent1(value / 100)),
};

const NUMBERS = new Set([
    "count", "decimal1", "decimal2", "signed1", "signed2", "percent", "percent1", "points", "accuracy", "clock",
]);

/* What d3 needs to write numbers and dates of axes in French. */
const FRENCH_AXES = {
    formatLocale: {
        decimal: ",", thousands: "\u202f", grouping: [3], currency: ["", "\u00a0€"], percent: "\u202f%",
    },
    timeFormatLocale: {
        dateTime: "%A %e %B %Y à %X", date: "%d/%m/%Y", time: "%H:%M:%S", periods: ["AM", "PM"],
        days: ["dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"],
        shortDays: ["dim.", "lun.", "mar.", "mer.", "jeu.", "ven.", "sam."],
        months: [
            "janvier", "février", "mars", "avril", "mai", "juin",
            "juillet", "août", "septembre", "octobre", "novembre", "décembre",
        ],
        shortMonths: [
            "janv.", "févr.", "mars", "avr.", "mai", "juin",
            "juil.", "août", "sept.", "oct.", "nov.", "déc.",
        ],
    },
};
