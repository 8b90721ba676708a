{%- set own = [
    'match_id', 'player_id', 'xuid', 'is_bot', 'bot_difficulty', 'team_id', 'outcome', 'rank',
    'time_played_seconds', 'first_joined_at', 'last_left_at', 'is_present_at_beginning',
    'is_joined_in_progress', 'is_left_in_progress', 'is_present_at_completion',
] -%}
{%- set summed = core_stats() + [
    'kda', 'accuracy', 'max_killing_spree', 'average_life_seconds',
] -%}

with players as (
    select * from {{ ref('stg_match_players') }}
),

sums as (
    select * from {{ ref('int_player_sums') }}
),

migrated as (
    select * from {{ ref('int_legacy_rosters') }}
),

bots as (
    select * from {{ ref('bot_names') }}
),

film_gamertags as (
    select
        match_id,
        xuid,
        max(gamertag) as gamertag
    from {{ ref('highlight_events') }}
    group by match_id, xuid
),

profile_gamertags as (
    select
        xuid,
        gamertag,
        row_number() over (partition by xuid order by sequence desc, run_id desc) as age
    from {{ ref('stg_profiles') }}
),

known as (
    select
        players.{{ own | join(', players.') }},
        sums.{{ summed | join(', sums.') }},
        coalesce(sums.team_count, 0) as team_count,
        cast(null as {{ dbt.type_string() }}) as gamertag,
        'api' as source
    from players
    left join sums
        on players.match_id = sums.match_id and players.player_id = sums.player_id
    union all
    select
        {{ own | join(', ') }},
        {{ summed | join(', ') }},
        team_count,
        gamertag,
        'legacy' as source
    from migrated
),

final as (
    select
        known.match_id,
        known.player_id,
        known.xuid,
        coalesce(
            film_gamertags.gamertag, profile_gamertags.gamertag, known.gamertag, bots.bot_name
        ) as gamertag,
        known.is_bot,
        known.bot_difficulty,
        known.team_id,
        known.outcome,
        known.rank,
        {%- for stat in core_stats() %}
        known.{{ stat }},
        {%- endfor %}
        known.kda,
        cast(known.kills as double) / greatest(known.deaths, 1) as kd_ratio,
        known.accuracy,
        known.max_killing_spree,
        known.average_life_seconds,
        known.time_played_seconds,
        known.first_joined_at,
        known.last_left_at,
        known.is_present_at_beginning,
        known.is_joined_in_progress,
        known.is_left_in_progress,
        known.is_present_at_completion,
        known.team_count,
        known.source
    from known
    left join film_gamertags
        on known.match_id = film_gamertags.match_id and known.xuid = film_gamertags.xuid
    left join bots on known.is_bot and known.player_id = bots.player_id
    left join profile_gamertags
        on known.xuid = profile_gamertags.xuid and profile_gamertags.age = 1
)

select * from final
