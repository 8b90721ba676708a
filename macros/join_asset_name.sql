{#- What an asset was called in the version that was played, and is called now. `info` has the ids
    of what was played, `names` is the table int_asset_names, and its alias is the kind. -#}
{% macro join_asset_name(info, names, kind) -%}
    left join {{ names }} as {{ kind }}
        on
            {{ kind }}.asset_kind = '{{ kind }}'
            and {{ info }}.{{ kind }}_id = {{ kind }}.asset_id
            and {{ info }}.{{ kind }}_version_id = {{ kind }}.version_id
{%- endmacro %}
