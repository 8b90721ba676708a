{%- set own = [
    'match_id', 'player_id', 'xuid', 'is_bot', 'bot_difficulty', 'team_id', 'outcome', 'rank',
    'time_played_seconds', 'first_joined_at', 'last_left_at', 'is_present_at_beginning',
    'is_joined_in_progress', 'is_left_in_progress', 'is_present_at_completion',
] -%}
{%- set summed = core_stats() + [
    'kda', 'accuracy', 'max_killing_spree', 'average_life_seconds',
] -%}

with players as (
    select * from {{ of_changed_matches(ref('stg_match_players')) }}
),

sums as (
    select * from {{ ref('int_player_sums') }}
),

legacy as (
    select * from {{ of_changed_matches(ref('int_legacy_rosters')) }}
),

final as (
    select
        players.{{ own | join(', players.') }},
        sums.{{ summed | join(', sums.') }},
        coalesce(sums.team_count, 0) as team_count,
        'api' as source
    from players
    left join sums
        on players.match_id = sums.match_id and players.player_id = sums.player_id
    union all
    select
        {{ own | join(', ') }},
        {{ summed | join(', ') }},
        team_count,
        'legacy' as source
    from legacy
)

select * from final
