{%- set categories = award_categories() -%}

with facts as (
    select * from {{ ref('int_player_match_facts') }}
),

sessions as (
    select * from {{ ref('int_player_sessions') }}
),

scores as (
    select * from {{ ref('int_performance_scores') }}
),

form as (
    select * from {{ ref('int_rolling_form') }}
),

company as (
    select * from {{ ref('int_match_company') }}
),

moments as (
    select * from {{ ref('int_match_moments') }}
),

duels as (
    select * from {{ ref('int_match_duels') }}
),

award_scores as (
    select * from {{ ref('int_match_award_scores') }}
),

-- The facts keep their columns; what is derived from all of a player's matches stands behind them.
final as (
    select
        facts.*,
        sessions.session_id,
        scores.performance_score,
        case when scores.performance_score is not null then 'halo-relative-1' end
            as performance_score_version,
        form.rolling_20_matches,
        form.rolling_20_win_rate,
        form.rolling_20_kd_ratio,
        form.rolling_20_kda,
        form.rolling_20_accuracy,
        company.teammates_signature,
        company.friends_xuids,
        coalesce(company.friends_count, 0) as friends_count,
        moments.first_kill_ms,
        moments.first_death_ms,
        moments.perfect_kills,
        duels.nemesis_xuid,
        duels.killed_by_nemesis,
        duels.favourite_victim_xuid,
        {%- for category in categories %}
        award_scores.{{ category }}_score,
        {%- endfor %}
        duels.killed_favourite_victim
    from facts
    left join sessions
        on facts.xuid = sessions.xuid and facts.match_id = sessions.match_id
    left join scores
        on facts.xuid = scores.xuid and facts.match_id = scores.match_id
    left join form
        on facts.xuid = form.xuid and facts.match_id = form.match_id
    left join company
        on facts.xuid = company.xuid and facts.match_id = company.match_id
    left join moments
        on facts.xuid = moments.xuid and facts.match_id = moments.match_id
    left join duels
        on facts.xuid = duels.xuid and facts.match_id = duels.match_id
    left join award_scores
        on facts.xuid = award_scores.xuid and facts.match_id = award_scores.match_id
)

select * from final
