with shared_rows as (
    select * from {{ of_changed_matches(ref('stg_legacy_match_registry')) }}
),

aliases as (
    select distinct
        xuid,
        lower(gamertag) as gamertag
    from {{ ref('stg_legacy_aliases') }}
),

participants as (
    select * from {{ of_changed_matches(ref('stg_legacy_participants')) }}
),

exports as (
    select distinct file_sha256 from {{ ref('stg_legacy_exports') }}
),

-- Of several players with a name, the one in the match.
final as (
    select
        shared_rows.raw_key,
        shared_rows.match_id,
        min(participants.xuid) as xuid,
        case when max(exports.file_sha256) is not null then 0 else max(participants.team_id) end
            as team_id
    from shared_rows
    left join exports on shared_rows.file_sha256 = exports.file_sha256
    inner join aliases on lower(shared_rows.first_sync_by) = aliases.gamertag
    inner join participants
        on shared_rows.match_id = participants.match_id and aliases.xuid = participants.xuid
    group by shared_rows.raw_key, shared_rows.match_id
)

select * from final
