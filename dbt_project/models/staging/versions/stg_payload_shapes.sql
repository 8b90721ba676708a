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
    where key not in ('tracked_players', 'friends', 'demo')
    {%- endif %}
    {{- ' union all' if not loop.last }}
    {%- endfor %}
),

shapes as (
    select
        feed,
        document_name,
        {{ payload_shape('payload') }} as shape,
        segment,
        count(*) as payload_count,
        min(landed_at) as first_seen_at
    from payloads
    group by feed, document_name, shape, segment
),

final as (
    select
        feed,
        document_name,
        shape,
        md5(concat(feed, ' ', document_name, ' ', shape)) as shape_hash,
        segment,
        payload_count,
        first_seen_at
    from shapes
)

select * from final
