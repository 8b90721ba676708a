with operations as (
    {{ newest_document('season_calendar', season_calendar_schema()) }}
),

ranked as (
    {{ newest_document('csr_season_calendar', season_calendar_schema()) }}
),

operation_seasons as (
    select
        unnested.season,
        {{ place_in_array() }} as place
    from operations
    {{ unnest_with_place('operations.document.Seasons', 'season') }}
),

ranked_seasons as (
    select
        unnested.season,
        {{ place_in_array() }} as place
    from ranked
    {{ unnest_with_place('ranked.document.Seasons', 'season') }}
),

listed as (
    select
        'operation' as calendar,
        season.SeasonMetadata as season_id,
        season,
        place
    from operation_seasons
    union all
    select
        'ranked' as calendar,
        season.CsrSeasonFilePath as season_id,
        season,
        place
    from ranked_seasons
),

-- Listed twice is there once, as it was listed first; without an id it is no season.
numbered as (
    select
        *,
        row_number() over (partition by calendar, season_id order by place) as listing,
        count(*) over (partition by calendar, season_id) as listings
    from listed
),

final as (
    select
        calendar,
        season_id,
        season.CsrSeasonFilePath as csr_season_id,
        season.OperationTrackPath as operation_track,
        {{ utc_timestamp('season.StartDate.ISO8601Date') }} as started_at,
        {{ utc_timestamp('season.EndDate.ISO8601Date') }} as ended_at,
        cast(listings as int) as listings
    from numbered
    where season_id is not null and listing = 1
)

select * from final
