addWinRates({ id: "maps", place: 10, title: { en: "Maps", fr: "Cartes" }, key: "map_id", column: "map_name", columnTitle: WORDS.map });
addWinRates({ id: "modes", place: 20, title: { en: "Modes", fr: "Modes" }, key: "mode_category", column: "mode_category", columnTitle: WORDS.mode });
addWinRates({ id: "playlists", place: 30, title: { en: "Playlists", fr: "Sélections" }, key: "playlist_id", column: "playlist_name", columnTitle: WORDS.playlist });
