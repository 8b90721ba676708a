{#- What an asset was called in the version that was played, and is called now. -#}
{% macro join_asset_name(alias, kind) -%}
    left join {{ alias }}
        on
            info.{{ kind }}_id = {{ alias }}.{{ kind }}_id
            and info.{{ kind }}_version_id = {{ alias }}.version_id
{%- endmacro %}
