"""French names of the demo's assets. As in the real API, what has none keeps its English name."""

from __future__ import annotations

from ingest.demo.formats import Json

FRENCH = "fr-FR"
NAMES = {
    "Ranked Skirmish": "Escarmouche classée",
    "Quick Clash": "Choc rapide",
    "Quick Clash: Community": "Choc rapide : communauté",
    "Big Team Clash": "Choc en grande équipe",
    "Lone Spartans": "Spartans solitaires",
    "Outbreak": "Contagion",
    "Firefight: Last Gate": "Baptême du feu : dernière porte",
    "Glasswork": "Verrerie",
    "Glasswork - Dusk": "Verrerie - crépuscule",
    "Saltpan": "Saline",
    "Causeway": "Chaussée",
    "Lanternfall": "Chute des lanternes",
    "Coldforge": "Forge froide",
    "Broad Reach": "Large étendue",
    "Hollow Mill": "Moulin creux",
    "Last Gate": "Dernière porte",
    "Ranked:Slayer": "Classé : Assassin",
    "Arena:Slayer": "Arène : Assassin",
    "Arena:King of the Hill": "Arène : Roi de la colline",
    "FFA:Slayer": "Chacun pour soi : Assassin",
}


def in_language(asset: Json, language: str) -> Json:
    """The asset as it is served to a player who asks for this language."""
    name = asset["PublicName"]
    return asset | {"PublicName": NAMES.get(name, name)} if language == FRENCH else asset
