-- Of what the API uses: the old application's own labels and numbers are not its.
with registry as (
    select * from {{ ref('match_registry') }}
),

participants as (
    select * from {{ ref('match_participants') }}
    where source = 'api'
),

medals_earned as (
    select * from {{ ref('medals_earned') }}
    where source = 'api'
),

awards as (
    select * from {{ ref('personal_score_awards') }}
    where source = 'api'
),

-- Old films are of the API, too.
events as (
    select * from {{ ref('highlight_events') }}
),

used as (
    {%- for relation, column in [
        ('participants', 'outcome'), ('registry', 'lifecycle_mode'),
        ('registry', 'playlist_experience'), ('registry', 'gameplay_interaction'),
        ('registry', 'game_variant_category'), ('medals_earned', 'medal_id'),
        ('awards', 'award_id'), ('events', 'event_type'),
    ] %}
    select
        '{{ column }}' as enumeration,
        match_id,
        cast({{ column }} as {{ dbt.type_string() }}) as value
    from {{ relation }}
    where {{ column }} is not null
    {{- ' union all' if not loop.last }}
    {%- endfor %}
),

known as (
    select
        enumeration,
        value
    from {{ ref('enumerations') }}
    {%- for relation, column in [
        ('game_variant_categories', 'game_variant_category'), ('medals', 'medal_id'),
        ('personal_score_award_names', 'award_id'),
    ] %}
    union all
    select
        '{{ column }}' as enumeration,
        cast({{ column }} as {{ dbt.type_string() }}) as value
    from {{ ref(relation) }}
    {%- endfor %}
),

final as (
    select
        used.enumeration,
        used.value,
        min(registry.started_at) as first_seen_at,
        cast(count(*) as bigint) as row_count,
        cast(count(distinct used.match_id) as bigint) as match_count
    from used
    left join registry on used.match_id = registry.match_id
    left join known on used.enumeration = known.enumeration and used.value = known.value
    where known.value is null
    group by used.enumeration, used.value
)

select * from final
