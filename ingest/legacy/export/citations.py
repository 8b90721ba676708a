"""citation_mappings: how the old application's code counts each citation.

Its page adds up `match_citations`, which the warehouse fills. Its engine reads these rules when it
counts the citations of a match that it has synced itself.
"""

from __future__ import annotations

from ingest.legacy.export.database import BUILT

TABLE = """
create table citation_mappings (
    citation_name_norm varchar primary key, citation_name_display varchar not null,
    mapping_type varchar not null, medal_id bigint, medal_ids varchar, stat_name varchar,
    award_name varchar, award_category varchar, custom_function varchar, confidence varchar,
    notes varchar, enabled boolean default true,
    created_at timestamp default current_timestamp, updated_at timestamp default current_timestamp
);
"""

# The awards are named as its own rows name them, except for three that it has no label for.
_RULES = """
    ('pilote', 'medal', 3169118333, null, null, null),
    ('ecrasement', 'medal', 221693153, null, null, null),
    ('assistant', 'stat', null, 'assists', null, null),
    ('bulldozer', 'custom', null, null, null, 'compute_bulldozer'),
    ('victoire au drapeau', 'custom', null, null, null, 'compute_wins_ctf'),
    ('seul contre tous', 'custom', null, null, null, 'compute_wins_firefight'),
    ('victoire en assassin', 'custom', null, null, null, 'compute_wins_slayer'),
    ('victoire en bases', 'custom', null, null, null, 'compute_wins_strongholds'),
    ('defenseur du drapeau', 'award', null, null, 'Flag Defense', null),
    ('je te tiens', 'award', null, null, 'Drapeau ramené', null),
    ('sus au porteur du drapeau', 'award', null, null, 'Flag Carrier Kill', null),
    ('partie prenante', 'award', null, null, 'Zone Defense', null),
    ('a la charge', 'award', null, null, 'Zone capturée', null),
    ('annexion forcee', 'custom', null, null, null, 'compute_annexion_forcee')
"""

ROWS = f"""
    select
        names.commendation_id as citation_name_norm,
        names.name_fr as citation_name_display,
        rules.mapping_type,
        rules.medal_id,
        rules.stat_name,
        rules.award_name,
        case when rules.mapping_type = 'award' then 'objective' end as award_category,
        rules.custom_function,
        'high' as confidence
    from (values {_RULES}) as rules (
        commendation_id, mapping_type, medal_id, stat_name, award_name, custom_function
    )
    join (
        select distinct commendation_id, name_fr from {BUILT}.reference.commendations
    ) as names using (commendation_id)
"""
