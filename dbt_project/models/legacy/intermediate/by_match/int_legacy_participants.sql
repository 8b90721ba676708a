{%- set counts = legacy_player_counts() -%}
{%- set measures = [
    'kda', 'accuracy', 'damage_dealt', 'damage_taken', 'avg_life_seconds', 'time_played_seconds',
] -%}
{%- set in_roster = {
    'score': 'cast(null as bigint) as score',
    'personal_score': 'coalesce(personal_score, score) as personal_score',
} -%}

-- The old application put the personal score where a roster's score belongs.
with own_rows as (
    select
        match_id,
        owner_xuid as xuid,
        cast(null as {{ dbt.type_string() }}) as gamertag,
        {{ (counts + measures) | join(', ') }},
        true as is_own
    from {{ of_changed_matches(ref('stg_legacy_match_stats')) }}
    where owner_xuid is not null
),

roster_rows as (
    select
        match_id,
        xuid,
        gamertag,
        {% for name in counts + measures -%}
        {{ in_roster.get(name, name) }},
        {% endfor -%}
        false as is_own
    from {{ of_changed_matches(ref('stg_legacy_participants')) }}
),

reported as (
    select * from own_rows
    union all
    select * from roster_rows
),

merged as (
    select
        match_id,
        xuid,
        max(gamertag) as gamertag,
        {%- for name in counts + measures %}
        {{ own_or_roster(name, 'is_own') }} as {{ name }},
        {%- endfor %}
        max(case when is_own then 0 else 1 end) = 1 as is_in_roster
    from reported
    group by match_id, xuid
),

-- What the old application left out of a roster follows from what it kept, as in the API.
final as (
    select
        match_id,
        xuid,
        gamertag,
        is_in_roster,
        {%- for name in counts + measures if name not in ('kda', 'accuracy') %}
        {{ name }},
        {%- endfor %}
        coalesce(kda, {{ truncated('kills + assists / 3.0 - deaths', 2) }}) as kda,
        coalesce(accuracy, {{ truncated('100.0 * shots_hit / nullif(shots_fired, 0)', 2) }})
            as accuracy
    from merged
)

select * from final
