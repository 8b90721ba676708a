with stints as (
    {{ player_stints(
        source('raw', 'match_stats'), ref('stg_match_stats'), mode_blocks_schema()
    ) }}
),

blocks as (
    {%- for block in mode_blocks() %}
    select
        match_id,
        segment,
        player_id,
        stint,
        '{{ block | replace("Stats", "") }}' as mode,
        map_entries(stats.{{ block }}) as entries
    from stints
    where stats.{{ block }} is not null
    {{- ' union all' if not loop.last }}
    {%- endfor %}
),

entries as (
    select
        blocks.match_id,
        blocks.segment,
        blocks.player_id,
        blocks.stint,
        blocks.mode,
        unnested.entry
    from blocks
    {{ unnest('blocks.entries', 'entry') }}
),

final as (
    select
        match_id,
        player_id,
        stint,
        mode,
        entry.key as stat,
        coalesce(
            {{ duration_seconds('entry.value') }},
            {{ finite('try_cast(entry.value as double)') }}
        ) as value,
        segment
    from entries
    where entry.value is not null
)

select * from final
