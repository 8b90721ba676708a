{#- A profile of the profile service. -#}
{% macro profile_schema() %}
    {{- return({'xuid': 'string', 'gamertag': 'string'}) -}}
{% endmacro %}

{#- What every kind of asset has. -#}
{% macro asset_schema() %}
    {{- return({'PublicName': 'string', 'Description': 'string'}) -}}
{% endmacro %}

{#- The medal metadata document: names by language, difficulties and types by number. -#}
{% macro medal_metadata_schema() %}
    {%- set text = {'value': 'string', 'translations': 'map'} -%}
    {{- return({
        'difficulties': ['string'], 'types': ['string'],
        'medals': [{
            'nameId': 'bigint', 'name': text, 'description': text, 'difficultyIndex': 'bigint',
            'typeIndex': 'bigint', 'personalScore': 'bigint', 'spriteIndex': 'bigint',
        }],
    }) -}}
{% endmacro %}

{#- Both season calendars; the one of ranked seasons has fewer fields. -#}
{% macro season_calendar_schema() %}
    {%- set moment = {'ISO8601Date': 'string'} -%}
    {{- return({
        'Seasons': [{
            'CsrSeasonFilePath': 'string', 'SeasonMetadata': 'string',
            'OperationTrackPath': 'string', 'StartDate': moment, 'EndDate': moment,
        }],
    }) -}}
{% endmacro %}

{#- The ladder of career ranks. -#}
{% macro career_ranks_schema() %}
    {%- set text = {'value': 'string'} -%}
    {{- return({
        'Ranks': [{
            'Rank': 'bigint', 'XpRequiredForRank': 'bigint', 'RankTitle': text,
            'RankSubTitle': text, 'RankTier': text, 'RankGrade': 'bigint', 'TierType': 'string',
            'RankIcon': 'string', 'RankAdornmentIcon': 'string',
        }],
    }) -}}
{% endmacro %}
