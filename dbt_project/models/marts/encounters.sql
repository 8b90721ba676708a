with tracked as (
    select * from {{ ref('tracked_players') }}
),

aliases as (
    select * from {{ ref('xuid_aliases') }}
    where is_current
),

met as (
    select * from {{ ref('int_player_encounters') }}
),

duels as (
    select * from {{ ref('duels') }}
),

counted as (
    select
        xuid,
        met_xuid,
        cast(count_if(not is_firefight) as bigint) as matches,
        cast(count_if(is_firefight) as bigint) as firefight_matches,
        {%- for side, condition in {'with': 'is_same_team', 'against': 'is_opponent'}.items() %}
        {%- set counted = condition ~ ' and not is_firefight' %}
        cast(count_if({{ counted }}) as bigint) as matches_{{ side }},
        cast(count_if({{ counted }} and outcome = {{ outcome('win') }}) as bigint)
            as wins_{{ side }},
        cast(count_if({{ counted }} and outcome = {{ outcome('loss') }}) as bigint)
            as losses_{{ side }},
        {%- endfor %}
        min(case when not is_firefight then started_at end) as first_met_at,
        max(case when not is_firefight then started_at end) as last_met_at,
        max(
            case when not is_firefight and started_at is not null then {{ struct_of({
                'started_at': 'started_at',
                'match_id': 'match_id',
                'outcome': 'outcome',
                'side': "case when is_same_team then 'with' when is_opponent then 'against' end",
            }) }} end
        ) as last_match
    from met
    group by xuid, met_xuid
),

final as (
    select
        counted.xuid,
        tracked.gamertag,
        counted.met_xuid,
        aliases.gamertag as met_gamertag,
        counted.matches,
        counted.firefight_matches,
        counted.matches_with,
        counted.wins_with,
        counted.losses_with,
        cast(counted.wins_with as double) / nullif(counted.matches_with, 0) as win_rate_with,
        counted.matches_against,
        counted.wins_against,
        counted.losses_against,
        cast(counted.wins_against as double) / nullif(counted.matches_against, 0)
            as win_rate_against,
        coalesce(duels.kills, 0) as kills,
        coalesce(duels.deaths, 0) as deaths,
        counted.first_met_at,
        counted.last_met_at,
        counted.last_match.match_id as last_match_id,
        counted.last_match.side as last_side,
        {{ outcome_name('counted.last_match.outcome') }} as last_outcome_name
    from counted
    inner join tracked on counted.xuid = tracked.xuid
    left join aliases on counted.met_xuid = aliases.xuid
    left join duels
        on counted.xuid = duels.xuid and counted.met_xuid = duels.opponent_xuid
)

select * from final
