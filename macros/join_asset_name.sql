{#- What an asset was called in the version that was played, and is called now. `info` has the ids
    of what was played, `names` the names of the assets of this kind. -#}
{% macro join_asset_name(info, names, kind) -%}
    left join {{ names }}
        on
            {{ info }}.{{ kind }}_id = {{ names }}.{{ kind }}_id
            and {{ info }}.{{ kind }}_version_id = {{ names }}.version_id
{%- endmacro %}
