using Lode.DemoModel.Text.Plots;

namespace Lode.DemoModel.Text;

/// <summary>Requests for a story, and the story that was asked for.</summary>
static class RequestWriter
{
    static readonly string[] s_asks =
    [
        "Tell me a story", "Write a story", "Tell me a short story", "Please tell me a story", "Can you tell me a story",
        "Write a short story", "I want to hear a story", "I would like a story", "Please write a story", "A story",
    ];

    static readonly string[] s_subjects =
    [
        " about [a kind] named [hero]", " about [a kind]", " about [hero]", " about [hero] and [friend]",
        " about [hero] the [kind]", " about [a mood] [kind]", " about [hero] the [kind] and [friend] the [kind2]",
        " about [a mood] [kind] named [hero]", " about [a kind] called [hero]", " about [a kind] and [a kind2]",
    ];

    public static Turn[] Write(Randomness random)
    {
        Cast cast = new(random);
        Plot plot = random.Pick(StoryWriter.Plots);
        string request = random.Unpaid(() => Request(plot, cast, random));
        return [new Turn(Speaker.User, request), new Turn(Speaker.Assistant, StoryWriter.Write(plot, cast, random))];
    }

    static string Request(Plot plot, Cast cast, Randomness random)
    {
        string ask = random.Pick(s_asks);
        string subject = random.Next(10) switch
        {
            0 => "",
            1 or 2 => " about " + random.Pick(plot.Topics),
            _ => random.Pick(s_subjects),
        };
        if (subject.Contains("[hero]", StringComparison.Ordinal) && random.Chance(15))
            cast["hero"] = Names.Invent(random);
        string end = ask.StartsWith("Can", StringComparison.Ordinal) ? "?" : ".";
        return Casual.Write(Template.Fill(ask + subject + end, cast), random);
    }
}
