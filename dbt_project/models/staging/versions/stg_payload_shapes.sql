{%- set feeds = [
    'assets',
    'documents',
    'match_skill',
    'match_stats',
    'player_matches',
    'player_snapshots',
    'profiles',
] -%}

-- Documents of our own are left out: no API can change them.
with payloads as (
    {%- for feed in feeds %}
    select
        '{{ feed }}' as feed,
        {{ "key" if feed == 'documents' else "''" }} as document_name,
        payload,
        segment,
        cast(landed_at as timestamp) as landed_at
    from ({{ unread_versions(feed) }}) as unread
    {%- if feed == 'documents' %}
    where key not in ('tracked_players', 'friends', 'time_zones', 'demo')
    {%- endif %}
    {{- ' union all' if not loop.last }}
    {%- endfor %}
),

structures as (
    select
        feed,
        document_name,
        {{ payload_structure('payload') }} as structure,
        segment,
        count(*) as payload_count,
        min(landed_at) as first_seen_at
    from payloads
    group by feed, document_name, structure, segment
),

-- Payloads of one feed share a handful of structures, so each of them is rewritten once.
spelled as (
    select
        structure,
        {{ shape_of_structure('structure') }} as shape
    from (select distinct structure from structures) as found
),

shapes as (
    select
        structures.feed,
        structures.document_name,
        spelled.shape,
        structures.segment,
        sum(structures.payload_count) as payload_count,
        min(structures.first_seen_at) as first_seen_at
    from structures
    inner join spelled on structures.structure is not distinct from spelled.structure
    group by structures.feed, structures.document_name, spelled.shape, structures.segment
),

final as (
    select
        feed,
        document_name,
        shape,
        md5(concat(feed, ' ', document_name, ' ', shape)) as shape_hash,
        segment,
        cast(payload_count as bigint) as payload_count,
        first_seen_at
    from shapes
)

select * from final
