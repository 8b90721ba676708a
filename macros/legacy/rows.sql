{#- Feeds of migrated rows; the graph that names the sources is not there while dbt parses. -#}
{% macro legacy_feeds() %}
    {{- return([
        'legacy_match_stats', 'legacy_player_match_stats', 'legacy_player_match_enrichment',
        'legacy_match_registry', 'legacy_match_participants', 'legacy_medals_earned',
        'legacy_highlight_events', 'legacy_killer_victim_pairs', 'legacy_personal_score_awards',
        'legacy_xuid_aliases', 'legacy_teammates_aggregate', 'legacy_antagonists',
        'legacy_career_progression', 'legacy_skill_history', 'legacy_sessions',
        'legacy_sync_meta', 'legacy_backfill_status', 'legacy_mv_map_stats',
        'legacy_mv_mode_category_stats', 'legacy_mv_session_stats', 'legacy_mv_global_stats',
        'legacy_media_files', 'legacy_media_match_associations', 'legacy_match_citations',
        'legacy_playlists', 'legacy_maps', 'legacy_playlist_map_mode_pairs',
        'legacy_game_variants', 'legacy_medal_definitions', 'legacy_players', 'legacy_friends',
        'legacy_match_skill', 'legacy_other', 'legacy_files',
    ]) -}}
{% endmacro %}

{#- Rows of an old table from segments this model has not read, parsed as `old`. -#}
{% macro legacy_rows(feed, schema) %}
    select
        key as raw_key,
        split_part(key, ':', 1) as file_sha256,
        {{ old_row_number('key') }} as old_row_number,
        requested_for as owner_xuid,
        {{ parse_json('payload', schema) }} as old,
        cast(landed_at as timestamp) as landed_at,
        sequence,
        run_id,
        segment
    from {{ unread(source('old', feed)) }}
    where status = 'ok'
{% endmacro %}

{#- Whether a text of an old row is the number of a player. -#}
{% macro is_xuid(text) -%}
    (coalesce(regexp_extract({{ text }}, '^[0-9]+$', 0), '') <> '')
{%- endmacro %}

{#- Whether an old row lacks what the rows of its table are known by. Staging leaves it out, and
    `audit.migration_counts` counts it as unusable. Answers of the API have keys of their own. -#}
{% macro lacks_key(feed) -%}
    {%- set no_match = ['old.match_id is null'] -%}
    {%- set no_xuid = ['not ' ~ is_xuid('old.xuid')] -%}
    {%- set no_player = ['not ' ~ is_xuid('coalesce(old.xuid, owner_xuid)')] -%}
    {%- set conditions = {
        'legacy_match_stats': no_match,
        'legacy_player_match_stats': no_match + no_player,
        'legacy_player_match_enrichment': no_match,
        'legacy_match_registry': no_match,
        'legacy_match_participants': no_match + no_xuid,
        'legacy_medals_earned': no_match + no_player + ['old.medal_name_id is null'],
        'legacy_highlight_events': no_match,
        'legacy_killer_victim_pairs': no_match,
        'legacy_personal_score_awards': no_match + no_player + ['old.award_name is null'],
        'legacy_xuid_aliases': no_xuid,
    } -%}
    {%- if feed in conditions -%}
        (old.answer_feed is null and ({{ conditions[feed] | join(' or ') }}))
    {%- else -%}
        false
    {%- endif -%}
{%- endmacro %}

{#- The last part of a migrated row's key. -#}
{% macro old_row_number(key) -%}
    cast(regexp_extract({{ key }}, ':([0-9]+)$', 1) as bigint)
{%- endmacro %}

{#- What every old row knows about where it came from. -#}
{% macro legacy_columns() -%}
    raw_key,
    file_sha256,
    old_row_number,
    owner_xuid,
    landed_at,
    sequence,
    run_id,
    segment
{%- endmacro %}

{#- A name that says something: the old application put ids where it had found no name. -#}
{% macro real_name(name, id) -%}
    case
        when
            trim({{ name }}) <> ''
            and {{ name }} <> coalesce({{ id }}, '')
            and regexp_extract({{ name }}, '^[0-9a-fA-F-]+$', 0) = ''
            then {{ name }}
    end
{%- endmacro %}

{#- Inside a group: what the owner's own row says, else what a roster says. `is_own` is true for the
    owner's own row; a condition of several parts needs parentheses. Copies that differ are in the
    audit. -#}
{% macro own_or_roster(column, is_own) -%}
    coalesce(
        max(case when {{ is_own }} then {{ column }} end),
        max(case when not {{ is_own }} then {{ column }} end)
    )
{%- endmacro %}

{#- Shares of the old application's clock: 1 or 2 hours too late, or right. -#}
{% macro shift_of(gap_seconds) -%}
    case
        when abs({{ gap_seconds }}) < 1 then 0
        when abs({{ gap_seconds }} - 3600) < 1 then 3600
        when abs({{ gap_seconds }} - 7200) < 1 then 7200
    end
{%- endmacro %}

{#- How far the clocks of Paris were ahead at a moment in UTC: the old application wrote these. -#}
{% macro paris_offset_seconds(moment) -%}
    {{ adapter.dispatch('paris_offset_seconds', 'halo')(moment) }}
{%- endmacro %}

{% macro duckdb__paris_offset_seconds(moment) -%}
    epoch(timezone('Europe/Paris', timezone('UTC', {{ moment }}))) - epoch({{ moment }})
{%- endmacro %}

{% macro spark__paris_offset_seconds(moment) -%}
    unix_seconds(from_utc_timestamp({{ moment }}, 'Europe/Paris')) - unix_seconds({{ moment }})
{%- endmacro %}

{#- Text without control signs, null when nothing is left: films had been read wrongly once. -#}
{% macro printable(text) -%}
    nullif(trim({{ adapter.dispatch('printable', 'halo')(text) }}), '')
{%- endmacro %}

{% macro duckdb__printable(text) -%} regexp_replace({{ text }}, '\p{Cc}', '', 'g') {%- endmacro %}

{% macro spark__printable(text) -%} regexp_replace({{ text }}, '\\p{Cc}', '') {%- endmacro %}

{#- JSON inside a text of an old row, which may be none. -#}
{% macro parse_old_json(text, schema) -%}
    {{ adapter.dispatch('parse_old_json', 'halo')(text, schema) }}
{%- endmacro %}

{% macro duckdb__parse_old_json(text, schema) -%}
    case when json_valid({{ text }}) then {{ parse_json(text, schema) }} end
{%- endmacro %}

{% macro spark__parse_old_json(text, schema) -%} {{ parse_json(text, schema) }} {%- endmacro %}

{#- No mode gives a team more points than this; beyond it stand the points of its players. -#}
{% macro plausible_score() %}
    {{- return(999) -}}
{% endmacro %}

{#- Inside a group: what all rows of a kind say, null where they do not say the same. -#}
{% macro agreed(column, condition) -%}
    case
        when min(case when {{ condition }} then {{ column }} end)
            = max(case when {{ condition }} then {{ column }} end)
            then max(case when {{ condition }} then {{ column }} end)
    end
{%- endmacro %}
