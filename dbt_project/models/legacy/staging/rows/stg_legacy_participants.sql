with old_rows as (
    {{ legacy_rows('legacy_match_participants', legacy_player_schema()) }}
),

final as (
    select
        lower(old.match_id) as match_id,
        old.xuid as xuid,
        {{ printable('old.gamertag') }} as gamertag,
        {{ legacy_player_columns('old') }},
        {{ legacy_has_nan('old') }} as has_nan,
        {{ legacy_columns() }}
    from old_rows
    where old.match_id is not null and {{ is_xuid('old.xuid') }}
)

select * from final
