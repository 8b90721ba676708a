with versions as (
    select * from {{ of_changed_matches(ref('stg_film_decoding_versions')) }}
),

ranked as (
    select
        *,
        row_number() over (partition by match_id order by sequence desc, run_id desc) as age
    from versions
),

final as (
    select
        match_id,
        event_count,
        decoder,
        decoder_version,
        sequence,
        run_id,
        segment,
        landed_at
    from ranked
    where age = 1
)

select * from final
