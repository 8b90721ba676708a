{#- MatchInfo, the same in match stats and in history. -#}
{% macro match_info_schema() %}
    {%- set version = {'AssetId': 'string', 'VersionId': 'string'} -%}
    {{- return({
        'StartTime': 'string', 'EndTime': 'string', 'Duration': 'string', 'PlayableDuration': 'string',
        'LifecycleMode': 'bigint', 'GameVariantCategory': 'bigint', 'GameplayInteraction': 'bigint',
        'LevelId': 'string', 'MapVariant': version, 'UgcGameVariant': version, 'Playlist': version,
        'PlaylistMapModePair': version, 'PlaylistExperience': 'bigint', 'SeasonId': 'string',
        'TeamsEnabled': 'boolean', 'TeamScoringEnabled': 'boolean',
    }) -}}
{% endmacro %}

{#- The columns of a parsed MatchInfo. -#}
{% macro match_info_columns(info) -%}
    {{ utc_timestamp(info ~ '.StartTime') }} as started_at,
    {{ utc_timestamp(info ~ '.EndTime') }} as ended_at,
    {{ duration_seconds(info ~ '.Duration') }} as duration_seconds,
    {{ duration_seconds(info ~ '.PlayableDuration') }} as playable_duration_seconds,
    {{ info }}.Playlist.AssetId as playlist_id,
    {{ info }}.Playlist.VersionId as playlist_version_id,
    {{ info }}.MapVariant.AssetId as map_id,
    {{ info }}.MapVariant.VersionId as map_version_id,
    {{ info }}.PlaylistMapModePair.AssetId as map_mode_pair_id,
    {{ info }}.PlaylistMapModePair.VersionId as map_mode_pair_version_id,
    {{ info }}.UgcGameVariant.AssetId as game_variant_id,
    {{ info }}.UgcGameVariant.VersionId as game_variant_version_id,
    try_cast({{ info }}.GameVariantCategory as int) as game_variant_category,
    {{ info }}.SeasonId as season_id,
    try_cast({{ info }}.LifecycleMode as int) as lifecycle_mode,
    try_cast({{ info }}.PlaylistExperience as int) as playlist_experience,
    try_cast({{ info }}.GameplayInteraction as int) as gameplay_interaction,
    {{ info }}.LevelId as level_id,
    {{ info }}.TeamsEnabled as is_team_match
{%- endmacro %}
