with facts as (
    select * from {{ of_changed_matches(ref('int_player_match_facts')) }}
),

sessions as (
    select * from {{ ref('int_player_sessions') }}
),

scores as (
    select * from {{ of_changed_matches(ref('int_performance_scores')) }}
),

form as (
    select * from {{ ref('int_rolling_form') }}
),

names as (
    select * from {{ of_changed_matches(ref('int_names_of_others')) }}
),

details as (
    select * from {{ of_changed_matches(ref('int_player_match_details')) }}
),

-- The facts keep their columns; what is derived from all of a player's matches stands behind them.
final as (
    select
        facts.*,
        cast(facts.started_at_local as date) as local_date,
        cast(hour(facts.started_at_local) as int) as local_hour,
        {{ weekday('facts.started_at_local') }} as local_weekday,
        sessions.session_id,
        sessions.place_in_session,
        scores.performance_score,
        case when scores.performance_score is not null then 'halo-relative-1' end
            as performance_score_version,
        form.rolling_20_matches,
        form.rolling_20_win_rate,
        form.rolling_20_kd_ratio,
        form.rolling_20_kda,
        form.rolling_20_accuracy,
        details.teammates_signature,
        details.friends_xuids,
        names.friends_gamertags,
        details.friends_count,
        details.first_kill_ms,
        details.first_death_ms,
        details.perfect_kills,
        details.nemesis_xuid,
        names.nemesis_gamertag,
        details.killed_by_nemesis,
        details.favourite_victim_xuid,
        names.favourite_victim_gamertag,
        {%- for category in award_categories() %}
        details.{{ category }}_score,
        {%- endfor %}
        details.killed_favourite_victim
    from facts
    left join sessions
        on facts.xuid = sessions.xuid and facts.match_id = sessions.match_id
    left join scores
        on facts.xuid = scores.xuid and facts.match_id = scores.match_id
    left join form
        on facts.xuid = form.xuid and facts.match_id = form.match_id
    left join details
        on facts.xuid = details.xuid and facts.match_id = details.match_id
    left join names
        on facts.xuid = names.xuid and facts.match_id = names.match_id
)

select * from final
