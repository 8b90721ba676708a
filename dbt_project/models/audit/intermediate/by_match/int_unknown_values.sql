-- Of what the API uses: the old application's own labels and numbers are not its.
with registry as (
    select * from {{ of_changed_matches(ref('match_registry')) }}
),

participants as (
    select * from {{ of_changed_matches(ref('match_participants')) }}
    where source = 'api'
),

medals_earned as (
    select * from {{ of_changed_matches(ref('medals_earned')) }}
    where source = 'api'
),

awards as (
    select * from {{ of_changed_matches(ref('personal_score_awards')) }}
    where source = 'api'
),

-- Old films are of the API, too.
events as (
    select * from {{ of_changed_matches(ref('highlight_events')) }}
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
        cast({{ column }} as {{ dbt.type_string() }}) as value,
        count(*) as row_count
    from {{ relation }}
    where {{ column }} is not null
    group by match_id, {{ column }}
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
        used.match_id,
        used.enumeration,
        used.value,
        used.row_count
    from used
    left join known on used.enumeration = known.enumeration and used.value = known.value
    where known.value is null
)

select * from final
