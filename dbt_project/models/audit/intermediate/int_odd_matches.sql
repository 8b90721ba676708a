{%- set facts = ['started_at', 'duration_seconds', 'map_id', 'playlist_id', 'game_variant_id'] -%}
{%- set fact_differs = [] -%}
{%- for fact in facts -%}
{%- do fact_differs.append('count(distinct ' ~ fact ~ ') > 1') -%}
{%- do fact_differs.append('count(' ~ fact ~ ') between 1 and count(*) - 1') -%}
{%- endfor -%}
{%- set conditions = {
    'match: no start': 'started_at is null',
    'match: starts before 2021 or after 2100': 'year(started_at) not between 2021 and 2100',
    'match: ends before it starts': 'ended_at < started_at',
    'match: no duration': 'coalesce(duration_seconds, 0) <= 0',
    'match: longer than a day': 'duration_seconds > 86400',
} -%}

with registry as (
    select * from {{ of_changed_matches(ref('match_registry')) }}
    where source <> 'legacy'
),

histories as (
    select * from {{ of_changed_matches(ref('stg_player_matches')) }}
),

stats as (
    select * from {{ of_changed_matches(ref('stg_match_stats')) }}
),

-- What histories and stats say of the match itself should be the same everywhere: a fact that only
-- some of them have is not.
accounts as (
    select
        match_id,
        {{ facts | join(', ') }}
    from histories
    union all
    select
        match_id,
        {{ facts | join(', ') }}
    from stats
),

contradicted as (
    select match_id
    from accounts
    group by match_id
    having
        {{ fact_differs | join(' or ') }}
),

final as (
    {%- for oddity, condition in conditions.items() %}
    select
        '{{ oddity }}' as oddity,
        match_id,
        '' as subject,
        1 as row_count
    from registry
    where {{ condition }}
    union all
    {%- endfor %}
    select
        'match: described in different ways' as oddity,
        match_id,
        '' as subject,
        1 as row_count
    from contradicted
)

select * from final
