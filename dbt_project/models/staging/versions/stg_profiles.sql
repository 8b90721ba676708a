with unread as (
    {{ unread_versions('profiles') }}
),

parsed as (
    select
        *,
        {{ parse_json('payload', profile_schema()) }} as document
    from unread
),

final as (
    select
        key as xuid,
        document.gamertag as gamertag,
        sequence,
        run_id,
        segment,
        landed_at
    from parsed
)

select * from final
