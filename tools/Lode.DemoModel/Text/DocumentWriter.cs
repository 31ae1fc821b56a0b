namespace Lode.DemoModel.Text;

/// <summary>Writes whole documents in the mixture that the model is trained on.</summary>
static class DocumentWriter
{
    /// <summary>A story, three in ten of them asked for, and one in twenty with an opening that is only to be read.</summary>
    public static Turn[] WriteStory(Randomness random) => random.Unpaid(() => random.Next(20)) switch
    {
        < 6 => RequestWriter.Write(random),
        6 => StoryWriter.Continue(random),
        _ => [new Turn(Speaker.Narrator, StoryWriter.Write(random.Pick(StoryWriter.Plots), new Cast(random), random))],
    };

    /// <summary>Any document but a long one: a short exchange, or two of them in one conversation.</summary>
    public static Turn[] WriteShort(Randomness random)
    {
        if (random.Unpaid(() => random.Chance(3)))
            return JsonWriter.Continue(random);
        return random.Unpaid(() => random.Chance(15)) ? [.. WriteExchange(random), .. WriteExchange(random)] : WriteExchange(random);
    }

    /// <summary>Any document.</summary>
    public static Turn[] Write(Randomness random)
    {
        if (random.Unpaid(() => random.Chance(40)))
            return WriteStory(random);
        return random.Unpaid(() => random.Chance(8)) ? [.. WriteExchange(random), .. RequestWriter.Write(random)] : WriteShort(random);
    }

    static Turn[] WriteExchange(Randomness random) => random.Unpaid(() => random.Next(24)) switch
    {
        >= 18 => TinyStoryWriter.Write(random),
        < 6 => JsonWriter.Write(random),
        < 10 => random.Unpaid(() => FactWriter.Write(random)),
        < 12 => random.Unpaid(() => SumWriter.Write(random)),
        < 16 => random.Unpaid(() => SmallTalk.Write(random)),
        _ => random.Unpaid(() => UnknownWorld.Write(random)),
    };
}
