"""The labels that the old application writes for awards, by award id, as its code has them."""

from __future__ import annotations

OTHER = "Score"
"""What it writes for every award without a label of its own."""

LABELS = {
    221060588: "Assistance EMP",
    1267013266: "Assistance capteur",
    555570945: "Assistance capture",
    963594075: "Assistance conducteur",
    638246808: "Assistance kill",
    152718958: "Assistance marquage",
    249491819: "Auto-destruction",
    204144695: "Balle prise",
    454168309: "Contrôle balle",
    340198991: "Contrôle colline",
    4247243561: "Conversion empêchée",
    601966503: "Drapeau capturé",
    2387185397: "Drapeau pris",
    22113181: "Drapeau ramené",
    3002710045: "Drapeau volé",
    4130011565: "Extraction complète",
    1117301492: "Extraction convertie",
    1825517751: "Extraction initiée",
    1552628741: "Extraction refusée",
    2188620691: "Graine sécurisée",
    3996338664: "Graine volée",
    3428202435: "Joueur réanimé",
    1024030246: "Joueur tué",
    2408971842: "Joueur éliminé",
    4294967295: "Personnalisé",
    1032565232: "Points colline",
    316828380: "Porteur arrêté",
    746397417: "Porteur arrêté",
    4128329646: "Porteur tué",
    2130209372: "Réanimation empêchée",
    2801241965: "Stockpile marqué",
    665081740: "Terminal piraté",
    911992497: "Trahison",
    522435689: "XP bonus collecté",
    3507884073: "Zone capturée",
    4026987576: "Zone capturée",
    757037588: "Zone capturée",
    709346128: "Zone sécurisée",
}
