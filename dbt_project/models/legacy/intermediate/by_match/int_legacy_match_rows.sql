with own_rows as (
    select * from {{ of_changed_matches(ref('stg_legacy_match_stats')) }}
),

shared_rows as (
    select
        shared_rows.*,
        first_syncs.team_id
    from {{ of_changed_matches(ref('stg_legacy_match_registry')) }} as shared_rows
    left join {{ of_changed_matches(ref('int_legacy_first_syncs')) }} as first_syncs
        on shared_rows.raw_key = first_syncs.raw_key
),

start_times as (
    select * from {{ of_changed_matches(ref('int_legacy_start_times')) }}
),

-- Version 5 wrote the score of its first owner's team as team 0's.
reported as (
    {%- for relation, my, enemy, team, duration, category in [
        ('own_rows', 'own_rows.my_team_score', 'own_rows.enemy_team_score', 'own_rows.team_id', 'own_rows.time_played_seconds', 'own_rows.game_variant_category'),
        ('shared_rows', 'shared_rows.team_0_score', 'shared_rows.team_1_score', 'shared_rows.team_id', 'shared_rows.duration_seconds', 'cast(null as bigint)'),
    ] %}
    select
        {{ relation }}.raw_key,
        {{ relation }}.match_id,
        {{ relation }}.owner_xuid,
        {{ relation }}.landed_at,
        {{ relation }}.sequence,
        {{ relation }}.run_id,
        {{ relation }}.stored_started_at,
        {{ relation }}.stored_ended_at,
        {%- for asset in ['playlist', 'map', 'pair', 'game_variant'] %}
        {{ relation }}.{{ asset }}_id,
        {{ relation }}.{{ asset }}_name,
        {%- endfor %}
        {{ relation }}.is_firefight,
        {{ relation }}.is_ranked,
        {{ category }} as game_variant_category,
        cast({{ duration }} as double) as duration_seconds,
        {{ team }} as team_id,
        {{ my }} as my_score,
        {{ enemy }} as enemy_score,
        {{ relation == 'own_rows' }} as is_own
    from {{ relation }}
    {{- ' union all' if not loop.last }}
    {%- endfor %}
),

-- Where a team had scored nothing, version 3 put its players' points, thousands of them.
scored as (
    select
        *,
        case when my_score between 0 and {{ plausible_score() }} then my_score end as mine,
        case when enemy_score between 0 and {{ plausible_score() }} then enemy_score end as theirs
    from reported
),

final as (
    select
        scored.*,
        start_times.shift_seconds,
        start_times.basis,
        {{ seconds_later('scored.stored_started_at', '-coalesce(start_times.shift_seconds, 0.0)') }}
            as started_at,
        {{ seconds_later('scored.stored_ended_at', '-coalesce(start_times.shift_seconds, 0.0)') }}
            as ended_at,
        case scored.team_id when 0 then scored.mine when 1 then scored.theirs end as team_0_score,
        case scored.team_id when 1 then scored.mine when 0 then scored.theirs end as team_1_score
    from scored
    left join start_times on scored.raw_key = start_times.raw_key
)

select * from final
