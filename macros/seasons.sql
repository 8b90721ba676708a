{#- The number in the name of the file of a ranked season, such as Csr/Seasons/CsrSeason2-3.json. -#}
{% macro season_number(csr_season_id) -%}
    try_cast(nullif(regexp_extract({{ csr_season_id }}, 'CsrSeason([0-9]+)', 1), '') as int)
{%- endmacro %}

{#- What players call it. Seasons of several parts start the ranks again with each part. -#}
{% macro season_name(csr_season_id) -%}
    case
        when {{ season_number(csr_season_id) }} is null then null
        when coalesce({{ season_part(csr_season_id) }}, 1) = 1
            then concat('Season ', cast({{ season_number(csr_season_id) }} as {{ dbt.type_string() }}))
        else concat(
            'Season ', cast({{ season_number(csr_season_id) }} as {{ dbt.type_string() }}),
            ', part ', cast({{ season_part(csr_season_id) }} as {{ dbt.type_string() }})
        )
    end
{%- endmacro %}

{% macro season_part(csr_season_id) -%}
    try_cast(nullif(regexp_extract({{ csr_season_id }}, 'CsrSeason[0-9]+-([0-9]+)', 1), '') as int)
{%- endmacro %}
