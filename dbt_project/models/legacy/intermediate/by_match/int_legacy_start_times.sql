with stored as (
    select
        raw_key,
        file_sha256,
        match_id,
        owner_xuid,
        stored_started_at
    from {{ of_changed_matches(ref('stg_legacy_match_stats')) }}
    union all
    select
        raw_key,
        file_sha256,
        match_id,
        owner_xuid,
        stored_started_at
    from {{ of_changed_matches(ref('stg_legacy_match_registry')) }}
),

exports as (
    select distinct file_sha256 from {{ ref('stg_legacy_exports') }}
),

reported as (
    select
        match_id,
        started_at
    from {{ of_changed_matches(ref('stg_match_stats')) }}
    union all
    select
        match_id,
        started_at
    from {{ of_changed_matches(ref('stg_player_matches')) }}
),

answers as (
    select
        match_id,
        min(started_at) as started_at
    from reported
    group by match_id
),

compared as (
    select
        stored.*,
        exports.file_sha256 is not null as is_export,
        {{ seconds_between('answers.started_at', 'stored.stored_started_at') }} as api_gap,
        min(stored.stored_started_at) over (partition by stored.match_id) as earliest_at
    from stored
    left join answers on stored.match_id = answers.match_id
    left join exports on stored.file_sha256 = exports.file_sha256
    where stored.stored_started_at is not null
),

gaps as (
    select
        *,
        {{ seconds_between('earliest_at', 'stored_started_at') }} as gap,
        {{ paris_offset_seconds('earliest_at') }} as local_gap
    from compared
),

-- Copies that lie apart as far as Paris lies from UTC on that day: the earlier one is UTC.
proved as (
    select
        *,
        {{ shift_of('api_gap') }} as shift_by_api,
        case
            when
                max(case when abs(gap - local_gap) < 1 then 1 else 0 end)
                    over (partition by match_id)
                = 0
                then null
            when abs(gap) < 1 then 0
            when abs(gap - local_gap) < 1 then cast(local_gap as int)
        end as shift_by_copies
    from gaps
),

final as (
    select
        raw_key,
        match_id,
        owner_xuid,
        stored_started_at,
        case
            when is_export then 0
            when api_gap is not null then shift_by_api
            else shift_by_copies
        end as shift_seconds,
        case
            when is_export then 'export'
            when shift_by_api is not null then 'api'
            when api_gap is not null then 'conflict'
            when shift_by_copies is not null then 'copies'
            else 'unproven'
        end as basis
    from proved
)

select * from final
