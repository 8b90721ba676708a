with stints as (
    {{ player_stints(
        source('raw', 'match_stats'), ref('stg_match_stats'), {'CoreStats': {'Medals': earned_schema()}}
    ) }}
),

listed as (
    select
        stints.match_id,
        stints.player_id,
        stints.stint,
        stints.segment,
        unnested.medal
    from stints
    {{ unnest('stints.stats.CoreStats.Medals', 'medal') }}
),

-- Listed twice is earned twice; without an id it is nothing.
final as (
    select
        match_id,
        player_id,
        stint,
        medal.NameId as medal_id,
        {{ total('medal.Count') }} as medal_count,
        {{ total('medal.TotalPersonalScoreAwarded') }} as personal_score,
        segment
    from listed
    where medal.NameId is not null
    group by match_id, player_id, stint, medal.NameId, segment
)

select * from final
