namespace Lode.DemoModel.Text;

/// <summary>Sentences turned into JSON.</summary>
static class JsonWriter
{
    static readonly string[] s_orders = ["Write it as JSON.", "As JSON, please.", "Give me that as JSON.", "Turn this into JSON.", "JSON."];

    static readonly string[] s_inventions =
        ["Invent a character as JSON.", "Write a character as JSON.", "Give me a character as JSON.", "Make up an animal as JSON.", "Describe a character as JSON."];

    static readonly (string Sentence, string Json)[] s_extractions =
    [
        ("[Hero] the [kind] found [a color] [toy] near the [place].",
            """{"name": "[hero]", "animal": "[kind]", "item": "[toy]", "color": "[color]", "place": "[place]"}"""),
        ("[Hero] the [kind] lost [a color] [toy] near the [place].",
            """{"name": "[hero]", "animal": "[kind]", "item": "[toy]", "color": "[color]", "place": "[place]"}"""),
        ("[Hero] is [a mood] [kind]. [He] likes [food].",
            """{"name": "[hero]", "animal": "[kind]", "mood": "[mood]", "likes": "[food]"}"""),
        ("[Hero] the [kind] has [a color] [toy].",
            """{"name": "[hero]", "animal": "[kind]", "item": "[toy]", "color": "[color]"}"""),
    ];

    static readonly string[] s_countable = ["apples", "cookies", "nuts", "plums", "cherries", "carrots", "pancakes"];

    public static Turn[] Write(Randomness random)
    {
        return random.Unpaid(() => random.Next(10)) switch
        {
            < 6 => random.Unpaid(() => Extraction(random)),
            < 8 => random.Unpaid(() => Counts(random)),
            _ => Exchange(random.Unpaid(() => random.Pick(s_inventions)), Character(random), random),
        };
    }

    /// <summary>A sentence, and its parts as JSON.</summary>
    public static Turn[] Extraction(Randomness random)
    {
        Cast cast = Casting.Anyone(random);
        (string sentence, string json) = random.Pick(s_extractions);
        return Exchange(Template.Fill(sentence, cast) + " " + random.Pick(s_orders), Template.Fill(json, cast), random);
    }

    /// <summary>A made-up character, for instance <c>{"name": "Mia", "animal": "fox", "age": 5, "likes": ["nuts", "soup"], "friend": "Ben"}</c>.</summary>
    public static string Character(Randomness random)
    {
        Cast cast = new(random);
        cast["likes"] = $"[\"{cast["food"]}\", \"{cast["food2"]}\"]";
        cast["age"] = $"{2 + random.Next(8)}";
        return Template.Fill("""{"name": "[hero]", "animal": "[kind]", "age": [age], "likes": [likes], "friend": "[friend]"}""", cast);
    }

    /// <summary>A character without a request. That a document may begin so is not to be learned, only how it goes on.</summary>
    public static Turn[] Continue(Randomness random)
    {
        string character = Character(random);
        return [new Turn(Speaker.Given, character[..2]), new Turn(Speaker.Narrator, character[2..])];
    }

    static Turn[] Counts(Randomness random)
    {
        Cast cast = Casting.Anyone(random);
        string first = random.Pick(s_countable), second;
        do
            second = random.Pick(s_countable);
        while (second == first);
        int firstCount = 2 + random.Next(8), secondCount = 2 + random.Next(8);
        string sentence = Template.Fill($"[Hero] has {Lexicon.Numbers[firstCount]} {first} and {Lexicon.Numbers[secondCount]} {second}.", cast);
        string json = Template.Fill($$"""{"name": "[hero]", "{{first}}": {{firstCount}}, "{{second}}": {{secondCount}}}""", cast);
        return Exchange(sentence + " " + random.Pick(s_orders), json, random);
    }

    static Turn[] Exchange(string request, string reply, Randomness random) =>
        [new Turn(Speaker.User, Casual.Write(request, random)), new Turn(Speaker.Assistant, reply)];
}
