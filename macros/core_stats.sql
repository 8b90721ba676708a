{#- What a player's teams are summed over. -#}
{% macro core_stats() %}
    {{- return([
        'score', 'personal_score', 'kills', 'deaths', 'assists', 'shots_fired', 'shots_hit',
        'damage_dealt', 'damage_taken', 'headshot_kills', 'melee_kills', 'grenade_kills',
        'power_weapon_kills', 'suicides', 'betrayals', 'spawns', 'callout_assists',
        'driver_assists', 'emp_assists', 'hijacks', 'vehicle_destroys', 'objectives_completed',
        'rounds_won', 'rounds_lost', 'rounds_tied',
    ]) -}}
{% endmacro %}
