drawPage();
window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => settings.theme === "system" && showTheme());
setInterval(() => {
    document.getElementById("age").textContent = ageText();
}, 60000);
