with skill as (
    select * from {{ ref('int_player_skill') }}
),

matches as (
    select * from {{ ref('stg_match_stats') }}
),

final as (
    select distinct matches.playlist_id
    from matches
    inner join skill on matches.match_id = skill.match_id
    where
        matches.playlist_id is not null
        and (skill.pre_match_csr is not null or skill.post_match_csr is not null)
)

select * from final
