{#- Which match each raw row is about, and in which partition its rows are. `raw.landings` has one row per
    segment and match in it. `raw.match_partitions` has one row per match: matches that land together are
    in one partition, and stay there. So a build writes few partitions, and a late answer opens one. -#}
{% macro create_landings() %}
    {%- do run_query(
        'create table if not exists raw.landings (feed string, segment string, match_key string, '
        ~ 'pinned_in bigint) using parquet partitioned by (pinned_in)'
    ) %}
    {%- do run_query(
        'create table if not exists raw.match_partitions (match_key string, partition_number int, '
        ~ 'pinned_in bigint) using parquet partitioned by (pinned_in)'
    ) %}
{% endmacro %}

{#- Notes the rows of the segments that this build has found, and gives new matches their partitions. -#}
{% macro note_landings(number) %}
    {%- set paths = {true: [], false: []} %}
    {%- set query = 'select distinct feed, path from raw.found_segments where pinned_in = ' ~ number %}
    {%- for row in run_query(query).rows %}
        {%- do paths[row[0].startswith('legacy_')].append(row[1]) %}
    {%- endfor %}
    {%- if not paths[true] and not paths[false] %}
        {{- return('') -}}
    {%- endif %}
    {%- call statement('note_landings', auto_begin=false) %}
        insert overwrite table raw.landings partition (pinned_in = {{ number }})
        select distinct
            split_part(landed.segment, '/', 1) as feed,
            landed.segment,
            lower(landed.match_id) as match_key
        from (
            {%- for is_old, found in paths.items() if found %}
            select
                {{ of_segment_file(found) }} as segment,
                {{ match_of_raw_row(is_old) }} as match_id
            from {{ segment_files(found) }}
            {{- ' union all' if not loop.last }}
            {%- endfor %}
        ) as landed
        left semi join raw.found_segments as found
            on landed.segment = found.segment and found.pinned_in = {{ number }}
    {%- endcall %}
    {%- do divide_new_matches(number) %}
{% endmacro %}

{#- SQL of the match of a raw row, null where it has none. -#}
{% macro match_of_raw_row(is_old) -%}
    {%- if is_old -%}
        get_json_object(payload, '$.match_id')
    {%- else -%}
        {%- set feed = "split_part(" ~ segment_name('_metadata.file_path') ~ ", '/', 1)" -%}
        case
            when {{ feed }} in (
                'match_stats', 'match_skill', 'match_film', 'film_manifests', 'film_decodings'
            ) then key
            when {{ feed }} = 'film_chunks' then split_part(key, ':', 1)
            when {{ feed }} in ('player_matches', 'film_readings') then split_part(key, ':', 2)
        end
    {%- endif -%}
{%- endmacro %}

{#- About a thousand new matches share a partition; beyond 200 partitions they grow instead. Partition 0
    is for rows without a match. -#}
{% macro divide_new_matches(number) %}
    {%- set new_matches -%}
        (
            select distinct match_key
            from raw.landings
            where pinned_in = {{ number }} and match_key is not null
        ) as new_matches
        left anti join (select match_key from raw.match_partitions where pinned_in < {{ number }}) as known
            on new_matches.match_key = known.match_key
    {%- endset %}
    {%- set query %}
        select
            (select count(*) from {{ new_matches }}),
            (select coalesce(max(partition_number), 0) from raw.match_partitions where pinned_in < {{ number }})
    {%- endset %}
    {%- set found = run_query(query).rows[0] %}
    {%- if found[0] %}
        {%- set partitions = [((found[0] | int) + 999) // 1000, 200] | min %}
        {%- call statement('divide_new_matches', auto_begin=false) %}
            {#- Spark reads from a table that it writes only if the partitions are not named -#}
            insert overwrite table raw.match_partitions partition (pinned_in)
            select
                new_matches.match_key,
                cast({{ found[1] | int + 1 }} + pmod(xxhash64(new_matches.match_key), {{ partitions }}) as int),
                cast({{ number }} as bigint) as pinned_in
            from {{ new_matches }}
        {%- endcall %}
    {%- endif %}
{% endmacro %}
