namespace Lode.DemoModel.Text.Plots;

/// <summary>How every story begins and ends.</summary>
static class Frame
{
    public static readonly string[] Openings =
    [
        "Once upon a time, there was [a mood] [kind] named [hero]. [He] lived [home].",
        "Once upon a time, [a mood] [kind] named [hero] lived [home].",
        "There once was [a mood] [kind] called [hero].",
        "Long ago, [a mood] [kind] named [hero] lived [home].",
        "[Hero] was [a mood] [kind]. [He] lived [home].",
    ];

    public static readonly string[] Endings =
    [
        "From that day on, [hero] and [friend] were the best of friends.",
        "[Hero] and [friend] sat side by side and watched the stars.",
        "Then they sat down and ate [food] together.",
        "And [hero] smiled all the way home.",
        "That night, [hero] fell asleep with a smile.",
        "\"What a day!\" said [friend]. And [hero] laughed.",
        "And if you listen, you can still hear them laugh.",
        "It was a day that [hero] would never forget.",
    ];
}
