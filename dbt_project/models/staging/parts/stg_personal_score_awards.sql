with stints as (
    {{ player_stints(
        source('raw', 'match_stats'), ref('stg_match_stats'), {'CoreStats': {'PersonalScores': earned_schema()}}
    ) }}
),

listed as (
    select
        stints.match_id,
        stints.player_id,
        stints.stint,
        stints.segment,
        unnested.award
    from stints
    {{ unnest('stints.stats.CoreStats.PersonalScores', 'award') }}
),

-- Listed twice is earned twice; without an id it is nothing.
final as (
    select
        match_id,
        player_id,
        stint,
        award.NameId as award_id,
        {{ total('award.Count') }} as award_count,
        {{ total('award.TotalPersonalScoreAwarded') }} as award_score,
        segment
    from listed
    where award.NameId is not null
    group by match_id, player_id, stint, award.NameId, segment
)

select * from final
