namespace Lode.DemoModel.Text;

/// <summary>Stories of a few sentences. In so little text the model first learns to keep names, colors and things apart.</summary>
static class TinyStoryWriter
{
    static readonly string[] s_asks =
        ["Tell me a very short story", "Write a very short story", "Tell me a tiny story", "Just a very short story", "A tiny story"];

    static readonly string[] s_subjects = ["", " about [hero]", " about [hero] and [friend]", " about [a kind] named [hero]", " about [hero] the [kind]", " about [a toy]"];

    static readonly string[][] s_beats =
    [
        [
            "[Hero] the [kind] met [friend] the [kind2] near the [place].", "[Hero] the [kind] went to see [friend], [a mood2] [kind2].",
            "[A mood] [kind] named [hero] had a friend, [friend] the [kind2].",
        ],
        [
            "\"Hello, [friend],\" said [hero]. \"Hello, [hero],\" said [friend].", "[Friend] smiled and waved at [hero].",
            "\"Come and play with me, [friend],\" said [hero].",
        ],
        ["\"Look, I found [a color] [toy],\" said [friend].", "[Friend] had [a color] [toy].", "[Hero] gave [friend] [a color] [toy]."],
        [
            "\"What a fine [color] [toy]!\" said [hero].", "They played with the [color] [toy].",
            "But [friend] lost the [color] [toy], and [hero] found it again.", "\"I like the [toy],\" said [friend].",
        ],
        ["[Hero] and [friend] were happy.", "And [friend] smiled at [hero].", "\"Thank you, [friend],\" said [hero].", "Then [hero] and [friend] went home."],
    ];

    public static Turn[] Write(Randomness random)
    {
        Cast cast = new(random);
        string request = random.Unpaid(() => Request(cast, random));
        string story = string.Join(' ', s_beats.Select(beat => Template.Fill(random.Pick(beat), cast)));
        return [new Turn(Speaker.User, request), new Turn(Speaker.Assistant, story)];
    }

    static string Request(Cast cast, Randomness random)
    {
        string request = random.Pick(s_asks) + random.Pick(s_subjects) + ".";
        if (request.Contains("[hero]", StringComparison.Ordinal) && random.Chance(15))
            cast["hero"] = Names.Invent(random);
        return Casual.Write(Template.Fill(request, cast), random);
    }
}
