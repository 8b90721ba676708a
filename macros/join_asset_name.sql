{#- What an asset was called in the version that was played, and is called now. `info` has the ids
    of what was played, `names` is the table int_asset_names, and its alias is the kind with `_asset`. -#}
{% macro join_asset_name(info, names, kind) -%}
    left join {{ names }} as {{ kind }}_asset
        on
            {{ kind }}_asset.asset_kind = '{{ kind }}'
            and {{ info }}.{{ kind }}_id = {{ kind }}_asset.asset_id
            and {{ info }}.{{ kind }}_version_id = {{ kind }}_asset.version_id
{%- endmacro %}
