with match_rows as (
    select
        *,
        row_number() over (
            partition by match_id
            order by
                case basis when 'api' then 1 when 'export' then 1 when 'copies' then 2 else 3 end,
                case when stored_started_at is null then 1 else 0 end,
                started_at,
                raw_key
        ) as choice
    from {{ of_changed_matches(ref('int_legacy_match_rows')) }}
),

categories as (
    select * from {{ ref('int_legacy_variant_categories') }}
),

teams as (
    select
        match_id,
        min(team_id) as lowest_team,
        max(team_id) as highest_team,
        count(*) as players,
        count(distinct team_id) as teams
    from {{ of_changed_matches(ref('int_legacy_participants')) }}
    group by match_id
),

merged as (
    select
        match_id,
        max(case when choice = 1 then started_at end) as started_at,
        max(case when choice = 1 then ended_at end) as ended_at,
        max(case when choice = 1 then basis end) as start_basis,
        {%- for asset in ['playlist', 'map', 'pair', 'game_variant'] %}
        max({{ asset }}_id) as {{ asset }}_id,
        max({{ asset }}_name) as {{ asset }}_name,
        {%- endfor %}
        max(duration_seconds) as duration_seconds,
        max(game_variant_category) as stored_category,
        max(case when is_firefight then 1 else 0 end) = 1 as is_firefight,
        max(case when is_ranked then 1 else 0 end) = 1 as is_ranked,
        {%- for team in [0, 1] %}
        coalesce(
            {{ agreed('team_' ~ team ~ '_score', 'is_own') }},
            {{ agreed('team_' ~ team ~ '_score', 'not is_own') }}
        ) as team_{{ team }}_score,
        {%- endfor %}
        count(distinct owner_xuid) as owners,
        min(landed_at) as landed_at,
        min(sequence) as sequence,
        min(run_id) as run_id
    from match_rows
    group by match_id
),

-- Teams are 0 and 1 and have several players; without teams everybody has a number of their own.
final as (
    select
        merged.*,
        cast(coalesce(merged.stored_category, categories.game_variant_category) as int)
            as game_variant_category,
        case
            when teams.highest_team <= 1 and teams.players > teams.teams then true
            when teams.players > 2 and teams.players = teams.teams then false
        end as is_team_match
    from merged
    left join teams on merged.match_id = teams.match_id
    left join categories on merged.game_variant_id = categories.game_variant_id
)

select * from final
