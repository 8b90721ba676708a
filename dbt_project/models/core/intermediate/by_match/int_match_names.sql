with info as (
    select * from {{ of_changed_matches(ref('int_match_info')) }}
),

names as (
    select * from {{ ref('int_asset_names') }}
),

seasons as (
    select * from {{ ref('seasons') }}
    where calendar = 'ranked'
),

-- Seasons that overlap are a mistake of the calendar: the one that began last counts.
seasons_of_matches as (
    select
        info.match_id,
        seasons.season_number,
        seasons.season_name,
        seasons.started_at as season_started_at,
        seasons.ended_at as season_ended_at,
        row_number() over (
            partition by info.match_id order by seasons.started_at desc, seasons.season_id desc
        ) as choice
    from info
    inner join seasons
        on info.started_at >= seasons.started_at and info.started_at < seasons.ended_at
),

-- Of a match the API has not named, what the old application called it, else its metadata.
migrated as (
    select * from {{ of_changed_matches(ref('int_legacy_names')) }}
),

final as (
    select
        info.match_id,
        coalesce(playlist_asset.name, migrated.playlist_name) as playlist_name,
        coalesce(playlist_asset.latest_name, migrated.playlist_latest_name) as playlist_latest_name,
        coalesce(playlist_asset.name_fr, playlist_french.name_fr) as playlist_name_fr,
        coalesce(map_asset.name, migrated.map_name) as map_name,
        map_asset.name_fr as map_name_fr,
        coalesce(map_asset.latest_name, migrated.map_latest_name) as map_latest_name,
        coalesce(map_mode_pair_asset.name, migrated.map_mode_pair_name) as map_mode_pair_name,
        coalesce(map_mode_pair_asset.latest_name, migrated.map_mode_pair_latest_name)
            as map_mode_pair_latest_name,
        map_mode_pair_asset.name_fr as map_mode_pair_name_fr,
        coalesce(game_variant_asset.name, migrated.game_variant_name) as game_variant_name,
        coalesce(game_variant_asset.latest_name, migrated.game_variant_latest_name)
            as game_variant_latest_name,
        coalesce(game_variant_asset.name_fr, game_variant_french.name_fr) as game_variant_name_fr,
        seasons_of_matches.season_number,
        seasons_of_matches.season_name,
        seasons_of_matches.season_started_at,
        seasons_of_matches.season_ended_at
    from info
    {{ join_asset_name('info', 'names', 'playlist') }}
    {{ join_asset_name('info', 'names', 'map') }}
    {{ join_asset_name('info', 'names', 'map_mode_pair') }}
    {{ join_asset_name('info', 'names', 'game_variant') }}
    left join seasons_of_matches
        on info.match_id = seasons_of_matches.match_id and seasons_of_matches.choice = 1
    left join migrated on info.match_id = migrated.match_id
    left join {{ ref('french_names') }} as playlist_french
        on migrated.playlist_name = playlist_french.name_en and playlist_french.kind = 'playlist'
    left join {{ ref('french_names') }} as game_variant_french
        on
            migrated.game_variant_name = game_variant_french.name_en
            and game_variant_french.kind = 'game_variant'
)

select * from final
