# What was stored before this: days that cannot be read at all are moved to the first or last one that can, claims without
# a readable word say so, and verdicts and evidence without one stand as they are until somebody edits them.

import datetime

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

import articles.models.days
import articles.models.texts

FIRST, LAST = datetime.date(2, 1, 1), datetime.date(9998, 12, 31)
FIRST_MOMENT, LAST_MOMENT = (
    datetime.datetime.combine(day, datetime.time.min, tzinfo=datetime.timezone.utc) for day in (FIRST, LAST)
)
READABLE = (
    r'[^\U00000001-\U00000020\U0000007f-\U000000a0\U000000ad-\U000000ad\U0000034f-\U0000034f'
    r'\U0000061c-\U0000061c\U0000115f-\U00001160\U00001680-\U00001680\U000017b4-\U000017b5'
    r'\U0000180b-\U0000180f\U00002000-\U0000200f\U00002028-\U0000202f\U0000205f-\U0000206f'
    r'\U00002800-\U00002800\U00003000-\U00003000\U00003164-\U00003164\U0000fe00-\U0000fe0f'
    r'\U0000feff-\U0000feff\U0000ffa0-\U0000ffa0\U0000fff0-\U0000fffb\U0001bca0-\U0001bca3'
    r'\U0001d173-\U0001d17a\U000e0000-\U000e0fff]'
)
THREE_LINES = r'\A[^\n]*R[^\n]*\n[^\n]*R[^\n]*\n[^\n]*R[^\n]*\Z'.replace('R', READABLE)

COLUMNS = {
    'article': {'published_at': 'timestamptz'},
    'assignment': {'due_date': 'date'},
    'claim': {'claimed_date': 'date'},
    'election': {'first_date': 'date', 'last_date': 'date'},
    'evidence': {'obtained_at': 'timestamptz'},
    'rightofreply': {'asked_at': 'timestamptz', 'deadline': 'timestamptz', 'answered_at': 'timestamptz'},
    'scheduledpublication': {'publish_at': 'timestamptz'},
}
ENDS = {
    'date': ("'0002-01-01'::date", "'9998-12-31'::date"),
    'timestamptz': ("'0002-01-01 00:00+00'::timestamptz", "'9998-12-31 00:00+00'::timestamptz"),
}


def mending():
    """SQL: every day within the ends, and a word for claims that have none."""
    for table, columns in COLUMNS.items():
        yield f"ALTER TABLE articles_{table} DISABLE TRIGGER USER"
        ends = {column: ENDS[kind] for column, kind in columns.items()}
        # LEAST and GREATEST leave NULL out, so that a day that is not there would become an end
        within = ", ".join(
            f"{column} = CASE WHEN {column} IS NOT NULL THEN LEAST(GREATEST({column}, {a}), {z}) END"
            for column, (a, z) in ends.items()
        )
        outside = " OR ".join(f"{column} < {a} OR {column} > {z}" for column, (a, z) in ends.items())
        yield f"UPDATE articles_{table} SET {within} WHERE {outside}"
        if table == 'claim':
            yield f"UPDATE articles_claim SET statement = '（読める文字のない文）' WHERE statement !~ '{READABLE}'"
        yield f"ALTER TABLE articles_{table} ENABLE TRIGGER USER"


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0032_webhooks'),
    ]

    operations = [
        migrations.RunSQL(list(mending()), migrations.RunSQL.noop),
        migrations.RemoveConstraint(
            model_name='claim',
            name='claim_has_a_statement',
        ),
        migrations.RemoveConstraint(
            model_name='evidence',
            name='primary_evidence_is_named',
        ),
        migrations.RemoveConstraint(
            model_name='evidence',
            name='anonymous_evidence_says_why',
        ),
        migrations.RemoveConstraint(
            model_name='evidence',
            name='evidence_has_a_title',
        ),
        migrations.RemoveConstraint(
            model_name='verdict',
            name='published_verdict_has_a_three_line_summary',
        ),
        migrations.RemoveConstraint(
            model_name='verdict',
            name='published_verdict_has_a_selection_reason',
        ),
        migrations.RemoveConstraint(
            model_name='verdict',
            name='published_verdict_has_a_headline',
        ),
        migrations.RemoveConstraint(
            model_name='verdict',
            name='fabricated_verdict_says_why_the_speaker_knew',
        ),
        migrations.AlterField(
            model_name='article',
            name='published_at',
            field=models.DateTimeField(blank=True, null=True, validators=[articles.models.days.has_happened], verbose_name='公開日時'),
        ),
        migrations.AlterField(
            model_name='article',
            name='reach_date',
            field=models.DateField(blank=True, null=True, validators=[articles.models.days.has_happened], verbose_name='拡散規模の確認日'),
        ),
        migrations.AlterField(
            model_name='article',
            name='title',
            field=models.CharField(max_length=500, validators=[articles.models.texts.says_something], verbose_name='見出し'),
        ),
        migrations.AlterField(
            model_name='assignment',
            name='due_date',
            field=models.DateField(blank=True, null=True, validators=[articles.models.days.is_planned], verbose_name='期日'),
        ),
        migrations.AlterField(
            model_name='claim',
            name='claimed_date',
            field=models.DateField(blank=True, null=True, validators=[articles.models.days.has_happened], verbose_name='発信日'),
        ),
        migrations.AlterField(
            model_name='claim',
            name='statement',
            field=models.TextField(help_text='75文字以内が望ましい。判定の言葉は入れない。', validators=[articles.models.texts.says_something], verbose_name='検証する主張'),
        ),
        migrations.AlterField(
            model_name='claimant',
            name='name',
            field=models.CharField(max_length=200, validators=[articles.models.texts.says_something], verbose_name='氏名・名称'),
        ),
        migrations.AlterField(
            model_name='election',
            name='first_date',
            field=models.DateField(help_text='公示・告示の日など。この日から、二人の承認が要ります。', validators=[articles.models.days.is_planned], verbose_name='始まりの日'),
        ),
        migrations.AlterField(
            model_name='election',
            name='last_date',
            field=models.DateField(help_text='投開票日など。この日まで。', validators=[articles.models.days.is_planned], verbose_name='終わりの日'),
        ),
        migrations.AlterField(
            model_name='election',
            name='name',
            field=models.CharField(max_length=100, validators=[articles.models.texts.says_something], verbose_name='選挙の名前'),
        ),
        migrations.AlterField(
            model_name='evidence',
            name='anonymity_reason',
            field=models.CharField(blank=True, max_length=300, validators=[articles.models.texts.says_something], verbose_name='匿名とする理由'),
        ),
        migrations.AlterField(
            model_name='evidence',
            name='obtained_at',
            field=models.DateTimeField(blank=True, null=True, validators=[articles.models.days.has_happened], verbose_name='確認日時'),
        ),
        migrations.AlterField(
            model_name='evidence',
            name='source_name',
            field=models.CharField(blank=True, max_length=200, validators=[articles.models.texts.says_something], verbose_name='発行者・取材相手'),
        ),
        migrations.AlterField(
            model_name='evidence',
            name='title',
            field=models.CharField(max_length=300, validators=[articles.models.texts.says_something], verbose_name='題名'),
        ),
        migrations.AlterField(
            model_name='outlet',
            name='name',
            field=models.CharField(max_length=100, unique=True, validators=[articles.models.texts.says_something], verbose_name='名称'),
        ),
        migrations.AlterField(
            model_name='rightofreply',
            name='answer',
            field=models.TextField(blank=True, validators=[articles.models.texts.says_something], verbose_name='回答全文'),
        ),
        migrations.AlterField(
            model_name='rightofreply',
            name='answered_at',
            field=models.DateTimeField(blank=True, null=True, validators=[articles.models.days.has_happened], verbose_name='回答日時'),
        ),
        migrations.AlterField(
            model_name='rightofreply',
            name='asked_at',
            field=models.DateTimeField(validators=[articles.models.days.has_happened], verbose_name='確認日時'),
        ),
        migrations.AlterField(
            model_name='rightofreply',
            name='deadline',
            field=models.DateTimeField(blank=True, null=True, validators=[articles.models.days.is_planned], verbose_name='回答期限'),
        ),
        migrations.AlterField(
            model_name='rightofreply',
            name='party',
            field=models.CharField(max_length=200, validators=[articles.models.texts.says_something], verbose_name='確認した相手'),
        ),
        migrations.AlterField(
            model_name='scheduledpublication',
            name='publish_at',
            field=models.DateTimeField(validators=[articles.models.days.is_planned], verbose_name='公開する日時'),
        ),
        migrations.AlterField(
            model_name='topic',
            name='name',
            field=models.CharField(max_length=60, unique=True, validators=[articles.models.texts.says_something], verbose_name='名称'),
        ),
        migrations.AddConstraint(
            model_name='article',
            constraint=models.CheckConstraint(condition=models.Q(('published_at__gte', FIRST_MOMENT), ('published_at__lte', LAST_MOMENT)), name='article_has_days_that_can_be_read'),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.CheckConstraint(condition=models.Q(('due_date__gte', FIRST), ('due_date__lte', LAST)), name='assignment_has_days_that_can_be_read'),
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.CheckConstraint(condition=models.Q(('statement__regex', READABLE)), name='claim_has_a_statement'),
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.CheckConstraint(condition=models.Q(('claimed_date__gte', FIRST), ('claimed_date__lte', LAST)), name='claim_has_days_that_can_be_read'),
        ),
        migrations.AddConstraint(
            model_name='election',
            constraint=models.CheckConstraint(condition=models.Q(('first_date__gte', FIRST), ('first_date__lte', LAST), ('last_date__gte', FIRST), ('last_date__lte', LAST)), name='election_has_days_that_can_be_read'),
        ),
        AddConstraintNotValid(
            model_name='evidence',
            constraint=models.CheckConstraint(condition=models.Q(('is_primary', False), models.Q(('is_on_record', True), ('source_name__regex', READABLE)), _connector='OR'), name='primary_evidence_is_named', violation_error_message='一次情報には、実名で公開できる発行者か取材相手の名前が必要です。'),
        ),
        AddConstraintNotValid(
            model_name='evidence',
            constraint=models.CheckConstraint(condition=models.Q(('is_on_record', True), ('anonymity_reason__regex', READABLE), _connector='OR'), name='anonymous_evidence_says_why', violation_error_message='匿名の根拠には、匿名とする理由が必要です。'),
        ),
        AddConstraintNotValid(
            model_name='evidence',
            constraint=models.CheckConstraint(condition=models.Q(('title__regex', READABLE)), name='evidence_has_a_title'),
        ),
        migrations.AddConstraint(
            model_name='evidence',
            constraint=models.CheckConstraint(condition=models.Q(('obtained_at__gte', FIRST_MOMENT), ('obtained_at__lte', LAST_MOMENT)), name='evidence_has_days_that_can_be_read'),
        ),
        migrations.AddConstraint(
            model_name='rightofreply',
            constraint=models.CheckConstraint(condition=models.Q(('asked_at__gte', FIRST_MOMENT), ('asked_at__lte', LAST_MOMENT), ('deadline__gte', FIRST_MOMENT), ('deadline__lte', LAST_MOMENT), ('answered_at__gte', FIRST_MOMENT), ('answered_at__lte', LAST_MOMENT)), name='reply_has_days_that_can_be_read'),
        ),
        migrations.AddConstraint(
            model_name='scheduledpublication',
            constraint=models.CheckConstraint(condition=models.Q(('publish_at__gte', FIRST_MOMENT), ('publish_at__lte', LAST_MOMENT)), name='schedule_has_days_that_can_be_read'),
        ),
        AddConstraintNotValid(
            model_name='verdict',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'published'), _negated=True), ('summary__regex', THREE_LINES), _connector='OR'), name='published_verdict_has_a_three_line_summary'),
        ),
        AddConstraintNotValid(
            model_name='verdict',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'published'), _negated=True), ('selection_reason__regex', READABLE), _connector='OR'), name='published_verdict_has_a_selection_reason'),
        ),
        AddConstraintNotValid(
            model_name='verdict',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'published'), _negated=True), ('headline__regex', READABLE), _connector='OR'), name='published_verdict_has_a_headline'),
        ),
        AddConstraintNotValid(
            model_name='verdict',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('rating', 'fij-fabricated'), ('state', 'published'), _negated=True), ('intent_reason__regex', READABLE), _connector='OR'), name='fabricated_verdict_says_why_the_speaker_knew'),
        ),
    ]
