with old_rows as (
    {{ legacy_rows('legacy_player_match_stats', legacy_player_schema()) }}
),

final as (
    select
        lower(old.match_id) as match_id,
        coalesce(old.xuid, owner_xuid) as xuid,
        {{ legacy_player_columns('old') }},
        {{ legacy_has_nan('old') }} as has_nan,
        {{ legacy_columns() }}
    from old_rows
    where old.match_id is not null and {{ is_xuid('coalesce(old.xuid, owner_xuid)') }}
)

select * from final
