{#- The name an asset had in the version that was played. -#}
{% macro join_asset_name(alias, kind) -%}
    left join names as {{ alias }}
        on
            {{ alias }}.asset_kind = '{{ kind }}'
            and info.{{ kind }}_id = {{ alias }}.asset_id
            and info.{{ kind }}_version_id = {{ alias }}.version_id
{%- endmacro %}
