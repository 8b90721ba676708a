{#- Pins the list of segments on Spark. The list is written last: what failed before it is done again by
    the next build. A segment keeps the number of the build that found it first. -#}
{% macro spark__pin_segments(models_id) %}
    {%- do keep_notes(none) %}
    {%- do create_partition_state() %}
    {%- do create_landings() %}
    {%- set is_first = not has_pinned_segments() or (flags.FULL_REFRESH and builds_everything()) %}
    {%- if is_first %}
        {%- do forget_builds() %}
    {%- endif %}
    {%- set number = next_build_number(is_first) %}
    {%- do find_segments(number, is_first) %}
    {%- do note_landings(number) %}
    {%- do note_changed_feeds(number, is_first) %}
    {%- do write_notes({'this build': note_of_build(number)}) %}
    {%- do keep_notes(read_notes()) %}
    {%- do run_query('drop table if exists raw.segments') %}
    {%- do run_query('alter table raw.found_segments rename to raw.segments') %}
    {%- do run_query('drop table if exists raw.snapshot') %}
    {%- set snapshot %}
        select
            pinned.*,
            cast({{ number }} as bigint) as build_number
        from ({{ snapshot_of_segments(models_id) }}) as pinned
    {%- endset %}
    {%- do make_table('raw.snapshot', snapshot) %}
{% endmacro %}

{#- A full build of everything divides the matches again. So does a build that finds no list of segments,
    because an earlier one was killed while it replaced the list: their numbers are lost with it. -#}
{% macro forget_builds() %}
    {%- for table in ['raw.segments', 'raw.table_builds', 'raw.landings', 'raw.match_partitions'] %}
        {%- do run_query('drop table if exists ' ~ table) %}
    {%- endfor %}
    {%- do create_partition_state() %}
    {%- do create_landings() %}
{% endmacro %}

{#- Whether an earlier build pinned segments. Models of before kept no numbers. -#}
{% macro has_pinned_segments() %}
    {%- set names = run_query('show tables in raw').columns[1].values() %}
    {%- if 'segments' not in names %}
        {{- return(false) -}}
    {%- endif %}
    {{- return('path_pinned_in' in run_query('show columns in raw.segments').columns[0].values()) -}}
{% endmacro %}

{#- Greater than every number that an earlier build noted, also one that failed. -#}
{% macro next_build_number(is_first) %}
    {%- set query %}
        select coalesce(max(number), 0) + 1
        from (
            select built_in as number from raw.table_builds
            {%- if not is_first %}
            union all
            select pinned_in from raw.segments
            {%- endif %}
        ) as numbers
    {%- endset %}
    {{- return(run_query(query).columns[0].values()[0] | int) -}}
{% endmacro %}

{#- The table `raw.found_segments`: where each segment is, and which build found it. -#}
{% macro find_segments(number, is_first) %}
    {%- do run_query('drop table if exists raw.found_segments') %}
    {%- set found %}
        with merges as (
            {{ found_merges() }}
        ),

        files as (
            select
                {{ segment_name('_metadata.file_path') }} as segment,
                _metadata.file_path as path
            from {{ all_segment_files() }}
            where {{ segment_name('_metadata.file_path') }} not like 'compactions/%'
        ),

        known as (
            {{ 'select * from raw.segments' if not is_first else no_known_segments() }}
        ),

        {{ listed_segments() }}
        select
            split_part(listed.segment, '/', 1) as feed,
            listed.segment,
            listed.path,
            coalesce(known.pinned_in, cast({{ number }} as bigint)) as pinned_in,
            case
                when known.path is distinct from listed.path then cast({{ number }} as bigint)
                else known.path_pinned_in
            end as path_pinned_in
        from listed
        left join known on listed.segment = known.segment
    {%- endset %}
    {%- do make_table('raw.found_segments', found) %}
{% endmacro %}

{#- The format binaryFile lists files without opening them. -#}
{% macro all_segment_files() -%}
    binaryFile.`{{ raw_folder() }}/*/landed_on=*/*.parquet`
{%- endmacro %}

{#- SQL: the merged file of each segment that was merged. -#}
{% macro found_merges() %}
    {%- set query %}
        select distinct _metadata.file_path
        from {{ all_segment_files() }}
        where _metadata.file_path like '%/compactions/landed_on=%'
    {%- endset %}
    {%- set paths = run_query(query).columns[0].values() %}
    {%- if not paths %}
        {{- return("select '' as merged, '' as segment where false") -}}
    {%- endif %}
    {%- set merges -%}
        select
            key as merged,
            explode({{ parse_json('payload', {'replaces': ['string']}) }}.replaces) as segment
        from {{ segment_files(paths) }}
    {%- endset %}
    {{- return(merges) -}}
{% endmacro %}

{% macro no_known_segments() -%}
    select '' as segment, '' as path, 0 as pinned_in, 0 as path_pinned_in where false
{%- endmacro %}

{#- Feeds with new segments, by the partitions that these have rows of, and feeds that lost segments. -#}
{% macro note_changed_feeds(number, is_first) %}
    {%- set query %}
        select distinct
            landings.feed,
            coalesce(partitions.partition_number, 0) as partition_number
        from raw.landings as landings
        left join raw.match_partitions as partitions on landings.match_key = partitions.match_key
        where landings.pinned_in = {{ number }}
    {%- endset %}
    {%- set changed, notes, lost = {}, {}, [] %}
    {%- for row in run_query(query).rows %}
        {%- do changed.setdefault(row[0], []).append(row[1] | int) %}
    {%- endfor %}
    {%- if not is_first %}
        {%- set query %}
            select distinct before.feed
            from raw.segments as before
            left anti join raw.found_segments as found on before.segment = found.segment
        {%- endset %}
        {%- do lost.extend(run_query(query).columns[0].values()) %}
    {%- endif %}
    {%- set feeds = (changed.keys() | list + lost) | unique | list %}
    {%- set names = [] %}
    {%- for feed in feeds %}
        {%- do names.append('raw.' ~ feed) %}
    {%- endfor %}
    {%- set before = notes_of(names) %}
    {%- for feed in feeds %}
        {%- set changed_as = 'all' if feed in lost else 'some' %}
        {%- do notes.update({
            'raw.' ~ feed: new_note(number, before.get('raw.' ~ feed), changed_as, changed.get(feed, []))
        }) %}
    {%- endfor %}
    {%- if notes %}
        {%- do write_notes(notes) %}
    {%- endif %}
{% endmacro %}

{#- Segments that passed this check once are not opened again. -#}
{% macro spark__refuse_newer_layout() %}
    {%- set notes = notes_of(['known layouts', 'this build']) %}
    {%- set checked_in = notes['known layouts'].built_in if 'known layouts' in notes else 0 %}
    {%- set paths = run_query(
        'select distinct path from raw.segments where pinned_in > ' ~ checked_in
    ).columns[0].values() %}
    {%- if paths %}
        {%- do raise_if_newer_layout(segment_files(paths)) %}
        {%- do note_partitions('known layouts', {'number': notes['this build'].built_in, 'own': none}, 'none') %}
    {%- endif %}
{% endmacro %}
