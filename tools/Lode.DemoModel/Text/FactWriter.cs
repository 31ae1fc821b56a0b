namespace Lode.DemoModel.Text;

/// <summary>One fact, a question about it, and the answer.</summary>
/// <remarks>A model of this size does not learn to choose between several facts, so none are offered.</remarks>
static class FactWriter
{
    static readonly (string Fact, string Question, string Answer)[] s_facts =
    [
        ("[Hero] has [a color] [toy].", "What does [hero] have?", "[Hero] has [a color] [toy]."),
        ("[Hero] has [a color] [toy].", "What color is the [toy]?", "The [toy] is [color]."),
        ("[Hero] has [a color] [toy].", "Who has the [toy]?", "[Hero] has the [toy]."),
        ("[Hero] lives [home].", "Where does [hero] live?", "[Hero] lives [home]."),
        ("[Hero] likes [food].", "What does [hero] like?", "[Hero] likes [food]."),
        ("[Hero] is [a mood] [kind].", "Who is [hero]?", "[Hero] is [a mood] [kind]."),
        ("The [toy] is near the [place].", "Where is the [toy]?", "The [toy] is near the [place]."),
        ("[Hero] can [skill].", "What can [hero] do?", "[Hero] can [skill]."),
    ];

    public static Turn[] Write(Randomness random)
    {
        Cast cast = Casting.Anyone(random);
        (string fact, string question, string answer) = random.Pick(s_facts);
        return
        [
            new Turn(Speaker.User, Casual.Write(Template.Fill(fact + " " + question, cast), random)),
            new Turn(Speaker.Assistant, Template.Fill(answer, cast)),
        ];
    }
}
