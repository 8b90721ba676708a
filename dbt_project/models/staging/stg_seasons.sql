with operations as (
    {{ newest_document('season_calendar', season_calendar_schema()) }}
),

ranked as (
    {{ newest_document('csr_season_calendar', season_calendar_schema()) }}
),

operation_seasons as (
    select season
    from operations
    {{ unnest('operations.document.Seasons', 'season') }}
),

ranked_seasons as (
    select season
    from ranked
    {{ unnest('ranked.document.Seasons', 'season') }}
),

listed as (
    select
        'operation' as calendar,
        season.SeasonMetadata as season_id,
        season
    from operation_seasons
    union all
    select
        'ranked' as calendar,
        season.CsrSeasonFilePath as season_id,
        season
    from ranked_seasons
),

final as (
    select
        calendar,
        season_id,
        season.CsrSeasonFilePath as csr_season_id,
        season.OperationTrackPath as operation_track,
        {{ utc_timestamp('season.StartDate.ISO8601Date') }} as started_at,
        {{ utc_timestamp('season.EndDate.ISO8601Date') }} as ended_at
    from listed
)

select * from final
