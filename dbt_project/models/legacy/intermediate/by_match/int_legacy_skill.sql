{%- set columns = [
    'team_id', 'team_mmr', 'enemy_mmr', 'kills_expected', 'kills_stddev', 'deaths_expected',
    'deaths_stddev',
] -%}

-- The players' own files know the owners' skill, the shared file of version 5 a part of it.
with reported as (
    select
        match_id,
        xuid,
        true as is_own,
        {{ columns | join(', ') }}
    from {{ of_changed_matches(ref('stg_legacy_skill')) }}
    union all
    select
        match_id,
        xuid,
        false as is_own,
        {{ columns | join(', ') }}
    from {{ of_changed_matches(ref('stg_legacy_participants')) }}
    where team_mmr is not null or kills_expected is not null or deaths_expected is not null
),

final as (
    select
        {%- for column in columns %}
        {{ own_or_roster(column, 'is_own') }} as {{ column }},
        {%- endfor %}
        match_id,
        xuid
    from reported
    where xuid is not null
    group by match_id, xuid
)

select * from final
