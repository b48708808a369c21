import wagtail.fields
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('courses', '0032_recognition_and_cpd'),
    ]

    operations = [
        migrations.AlterField(
            model_name='question',
            name='choices',
            field=wagtail.fields.StreamField([('choice', 4), ('pair', 7), ('step', 9), ('gap', 13), ('place', 19), ('judgement', 23)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'label': 'Choice', 'max_length': 400}), 1: ('wagtail.blocks.BooleanBlock', (), {'label': 'Right', 'required': False}), 2: ('courses.blocks.SameWordBlock', (), {'default': '', 'help_text': 'Only where this choice is neither plainly right nor wrong: 50, or -33.33333. Counts instead of “Right”.', 'label': 'Weight, in percent', 'max_length': 12, 'required': False}), 3: ('wagtail.blocks.TextBlock', (), {'default': '', 'label': 'Feedback', 'required': False}), 4: ('wagtail.blocks.StructBlock', [[('text', 0), ('correct', 1), ('weight', 2), ('feedback', 3)]], {}), 5: ('wagtail.blocks.CharBlock', (), {'help_text': 'Empty: the other half is one more choice, and wrong everywhere.', 'label': 'Row', 'max_length': 400, 'required': False}), 6: ('wagtail.blocks.CharBlock', (), {'label': 'What belongs to it', 'max_length': 400}), 7: ('wagtail.blocks.StructBlock', [[('text', 5), ('other', 6), ('feedback', 3)]], {}), 8: ('wagtail.blocks.CharBlock', (), {'label': 'Step', 'max_length': 400}), 9: ('wagtail.blocks.StructBlock', [[('text', 8), ('feedback', 3)]], {}), 10: ('wagtail.blocks.CharBlock', (), {'label': 'Choice', 'max_length': 200}), 11: ('wagtail.blocks.StructBlock', [[('text', 10), ('correct', 1)]], {}), 12: ('wagtail.blocks.ListBlock', (11,), {'label': 'Choices'}), 13: ('wagtail.blocks.StructBlock', [[('options', 12), ('feedback', 3)]], {}), 14: ('wagtail.blocks.CharBlock', (), {'help_text': 'Names the place, and does not give the answer away.', 'label': 'What lies there', 'max_length': 200}), 15: ('wagtail.blocks.DecimalBlock', (), {'decimal_places': 2, 'label': 'From the left, %', 'max_digits': 5, 'max_value': 100, 'min_value': 0}), 16: ('wagtail.blocks.DecimalBlock', (), {'decimal_places': 2, 'label': 'From the top, %', 'max_digits': 5, 'max_value': 100, 'min_value': 0}), 17: ('wagtail.blocks.DecimalBlock', (), {'decimal_places': 2, 'label': 'Width, %', 'max_digits': 5, 'max_value': 100, 'min_value': 0}), 18: ('wagtail.blocks.DecimalBlock', (), {'decimal_places': 2, 'label': 'Height, %', 'max_digits': 5, 'max_value': 100, 'min_value': 0}), 19: ('wagtail.blocks.StructBlock', [[('text', 14), ('left', 15), ('top', 16), ('width', 17), ('height', 18), ('correct', 1), ('feedback', 3)]], {}), 20: ('wagtail.blocks.CharBlock', (), {'help_text': 'From −2, much less likely, to +2, much more likely.', 'label': 'Judgement', 'max_length': 200}), 21: ('wagtail.blocks.IntegerBlock', (), {'default': 0, 'label': 'Chosen by how many of the panel', 'max_value': 999, 'min_value': 0}), 22: ('wagtail.blocks.TextBlock', (), {'default': '', 'label': 'What the panel says', 'required': False}), 23: ('wagtail.blocks.StructBlock', [[('text', 20), ('panel', 21), ('feedback', 22)]], {})}, help_text='Choices for one or several right answers; pairs to match; steps to put in order; gaps of a text; places on the picture; judgements. A number and own words need none.', verbose_name='choices and other parts'),
        ),
        migrations.AlterField(
            model_name='quizpage',
            name='pools',
            field=wagtail.fields.StreamField([('pool', 3)], blank=True, block_lookup={0: ('wagtail.snippets.blocks.SnippetChooserBlock', ('courses.QuestionBank',), {'label': 'Question bank'}), 1: ('courses.blocks.SameWordBlock', (), {'default': '', 'help_text': 'The short name of an objective; empty = any.', 'label': 'Objective', 'required': False}), 2: ('wagtail.blocks.IntegerBlock', (), {'label': 'Number of questions', 'max_value': 100, 'min_value': 1}), 3: ('wagtail.blocks.StructBlock', [[('bank', 0), ('objective', 1), ('count', 2)]], {})}, verbose_name='pools'),
        ),
    ]
