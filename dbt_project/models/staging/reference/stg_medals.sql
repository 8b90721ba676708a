with newest as (
    {{ newest_document('medal_metadata', medal_metadata_schema()) }}
),

medals as (
    select
        newest.document,
        unnested.medal,
        {{ place_in_array() }} as place
    from newest
    {{ unnest_with_place('newest.document.medals', 'medal') }}
),

-- Listed twice is there once, as it was listed first; without an id it is no medal.
numbered as (
    select
        *,
        row_number() over (partition by medal.nameId order by place) as listing,
        count(*) over (partition by medal.nameId) as listings
    from medals
),

final as (
    select
        medal.nameId as medal_id,
        medal.name.value as name_en,
        medal.name.translations['fr-FR'] as name_fr,
        medal.description.value as description_en,
        medal.description.translations['fr-FR'] as description_fr,
        {{ array_element('document.difficulties', 'medal.difficultyIndex') }} as difficulty,
        {{ array_element('document.types', 'medal.typeIndex') }} as type,
        try_cast(medal.personalScore as int) as personal_score,
        try_cast(medal.spriteIndex as int) as sprite_index,
        cast(listings as int) as listings
    from numbered
    where medal.nameId is not null and listing = 1
)

select * from final
