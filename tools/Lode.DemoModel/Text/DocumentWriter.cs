namespace Lode.DemoModel.Text;

/// <summary>Writes whole documents in the mixture that the model is trained on.</summary>
static class DocumentWriter
{
    /// <summary>A story, three in ten of them asked for.</summary>
    public static Turn[] WriteStory(Randomness random) => random.Chance(30)
        ? RequestWriter.Write(random)
        : [new Turn(Speaker.Narrator, StoryWriter.Write(random.Pick(StoryWriter.Plots), new Cast(random), random))];

    /// <summary>Any document but a long one: a short exchange, or two of them in one conversation.</summary>
    public static Turn[] WriteShort(Randomness random)
    {
        // Raw JSON stays rare: after the first token of a document the model should think of a story.
        if (random.Chance(3))
            return [new Turn(Speaker.Narrator, JsonWriter.Character(random))];
        return random.Chance(15) ? [.. WriteExchange(random), .. WriteExchange(random)] : WriteExchange(random);
    }

    /// <summary>Any document.</summary>
    public static Turn[] Write(Randomness random)
    {
        if (random.Chance(40))
            return WriteStory(random);
        return random.Chance(10) ? [.. WriteExchange(random), .. RequestWriter.Write(random)] : WriteShort(random);
    }

    static Turn[] WriteExchange(Randomness random) => random.Next(20) switch
    {
        < 6 => JsonWriter.Write(random),
        < 10 => random.Unpaid(() => FactWriter.Write(random)),
        < 13 => random.Unpaid(() => SumWriter.Write(random)),
        < 17 => random.Unpaid(() => SmallTalk.Write(random)),
        _ => random.Unpaid(() => UnknownWorld.Write(random)),
    };
}
