with final as (
    select
        match_id,
        owner_xuid as xuid
    from {{ of_changed_matches(ref('stg_legacy_match_stats')) }}
    where owner_xuid is not null
    union
    select
        match_id,
        owner_xuid as xuid
    from {{ of_changed_matches(ref('stg_legacy_match_enrichment')) }}
    where owner_xuid is not null
)

select * from final
