{%- set kept = legacy_player_counts() + legacy_player_measures() -%}
{%- set unknown = {
    'bot_difficulty': 'int', 'first_joined_at': 'timestamp', 'last_left_at': 'timestamp',
    'is_present_at_beginning': 'boolean', 'is_joined_in_progress': 'boolean',
    'is_left_in_progress': 'boolean', 'is_present_at_completion': 'boolean',
} -%}

with players as (
    select * from {{ of_changed_matches(ref('int_legacy_participants')) }}
),

matches as (
    select match_id from {{ of_changed_matches(ref('int_match_info')) }}
),

answered as (
    select distinct match_id from {{ of_changed_matches(ref('stg_match_players')) }}
),

-- In the columns of match_participants: only matches whose stats the API has not answered.
final as (
    select
        players.match_id,
        concat('xuid(', players.xuid, ')') as player_id,
        players.xuid,
        players.gamertag,
        false as is_bot,
        cast(players.team_id as int) as team_id,
        cast(players.outcome as int) as outcome,
        cast(players.rank as int) as rank,
        {%- for stat in core_stats() %}
        cast({{ 'players.' ~ stat if stat in kept else 'null' }} as bigint) as {{ stat }},
        {%- endfor %}
        {%- for name, type in unknown.items() %}
        cast(null as {{ type }}) as {{ name }},
        {%- endfor %}
        players.kda,
        players.accuracy,
        players.max_killing_spree,
        players.avg_life_seconds as average_life_seconds,
        players.time_played_seconds,
        1 as team_count
    from players
    inner join matches on players.match_id = matches.match_id
    left join answered on players.match_id = answered.match_id
    where answered.match_id is null
)

select * from final
